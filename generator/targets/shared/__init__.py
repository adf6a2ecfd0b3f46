"""Pieces that back ends of several products use."""
