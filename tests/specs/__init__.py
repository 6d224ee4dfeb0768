"""The providers' own descriptions of their APIs, reduced to what Budkavle uses."""
