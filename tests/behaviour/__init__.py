"""What Loopwise does, seen from outside: small suites under real pytest."""
