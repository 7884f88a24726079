"""The command ``loopwise``: one file for each of its subcommands."""
