"""Every loop error, provoked for real: is its report enough to fix it?"""
