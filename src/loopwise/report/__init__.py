"""Plans and Diagnostics, written for people and for programs."""
