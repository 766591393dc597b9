"""Python imports this by itself where the folder is on its path."""

from tests.helpers.deeds import forbid_network

forbid_network()
