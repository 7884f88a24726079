"""The pure core: a Suite in, a Plan and Diagnostics out. No pytest, no asyncio."""
