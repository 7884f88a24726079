"""The words of Loopwise: plain data that every other part speaks in."""
