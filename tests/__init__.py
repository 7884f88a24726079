"""The tests of Loopwise. Folders mirror the package; the others are whole suites."""
