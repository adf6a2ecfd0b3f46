"""Tools for reviewers and CI jobs: diff, preview, publishing, fixes and scaffolding."""
