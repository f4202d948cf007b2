"""One module for each verb of the command line: `add_flags(parser)` and `run(arguments) -> exit code`."""
