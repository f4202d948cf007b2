"""What a person touches: the page, the command line, jobs and the workspace. Thin."""
