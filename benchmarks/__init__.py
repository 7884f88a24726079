"""What running async tests costs, and what planning costs; see README.md."""
