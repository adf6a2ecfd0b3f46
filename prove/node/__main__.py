"""`python -m prove.node` installs the packages of npm that engines need."""

from prove.node import install

install()
