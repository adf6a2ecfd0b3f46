"""The project's own pySigma back ends and pipelines."""
