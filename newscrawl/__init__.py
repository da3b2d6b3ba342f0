"""A news crawling and ingestion pipeline on Scrapy: every link accounted for."""
