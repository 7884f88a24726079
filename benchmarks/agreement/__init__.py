"""Whether both readers agree: the plan from source, and that of live pytest."""
