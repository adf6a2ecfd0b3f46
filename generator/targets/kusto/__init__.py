"""Microsoft's products that are queried in Kusto Query Language."""
