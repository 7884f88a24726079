"""What `loopwise check` finds in released projects, and what `fix` does there."""
