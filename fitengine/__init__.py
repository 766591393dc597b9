"""fitengine decides, for every step of a business process, which technology fits, and says why."""
