"""`python -m prove.node` installs the packages of npm that the engines need."""

from prove.node import install

install()
