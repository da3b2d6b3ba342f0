"""A news crawling and ingestion pipeline on Scrapy: every link accounted for."""

__version__ = "0.1.0"
