"""Programs that stay on: the live report, the web service, the tools for language models. They pass on what the API says."""
