"""Elasticsearch, and the products that share its query language: OpenSearch, Graylog, ElastAlert."""
