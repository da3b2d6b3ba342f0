"""The wiring plan: every component, its place in the order, and every knob with its reason."""

import os

from newscrawl import __version__

# -- who we are -------------------------------------------------------------------------

BOT_NAME = "newscrawl"
SPIDER_MODULES = ["newscrawl.spiders"]
NEWSPIDER_MODULE = "newscrawl.spiders"
COMMANDS_MODULE = "newscrawl.commands"

# A web or mail address by which a publisher finds whoever runs this crawl.
NEWSCRAWL_CONTACT = ""
USER_AGENT = f"newscrawl/{__version__}"  # the spiders add the contact to it
ROBOTSTXT_USER_AGENT = "newscrawl"  # how a robots.txt can address us

# -- manners ----------------------------------------------------------------------------

ROBOTSTXT_OBEY = True
CONCURRENT_REQUESTS_PER_DOMAIN = 1  # one at a time per host
DOWNLOAD_DELAY = 1.0  # seconds from a host's answer to the next request
DOWNLOAD_DELAY_JITTER = 0  # a delay is a promise: never shorter than it says
AUTOTHROTTLE_ENABLED = True  # a slow host is asked more slowly
AUTOTHROTTLE_START_DELAY = 1.0
AUTOTHROTTLE_MAX_DELAY = 60.0
METAREFRESH_ENABLED = False  # live blogs reload themselves; what leads elsewhere is no article
HTTPERROR_ALLOW_ALL = True  # every answer reaches the spider: each has an end in the ledger
RETRY_ENABLED = False  # the ledger retries, with backoff, across runs
COOKIES_ENABLED = False  # nothing to remember about us

NEWSCRAWL_CRAWL_DELAY = 60.0  # seconds; the longest Crawl-delay that is kept, of longer ones this
NEWSCRAWL_HOST_PAGES = (
    10_000  # pages of one host a crawl; at one in two seconds, five and a half hours
)
# One host of a registered domain at a time. Off: robots.txt and its delays are a host's, and the
# hosts of a large publisher are so many servers.
NEWSCRAWL_PER_SITE = False
# tdmrep.json and ai.txt cost two requests a site and day; what pages and robots.txt say, none.
NEWSCRAWL_OPT_OUT_FILES = False
NEWSCRAWL_REFUSE_OPT_OUTS = ""  # all, or words of items.OPT_OUTS: such stories are not stored
NEWSCRAWL_REQUEST_LOG = ""  # a file with a line for each request, to prove manners by
# What a link of the web can make us ask on our own network is nobody's business: on for tests alone.
NEWSCRAWL_PRIVATE_ADDRESSES = False

# Whether news.google.com is asked at all. Its robots.txt disallows the feeds and its feeds are
# meant for personal feed readers: README, "The terms of Google News".
NEWSCRAWL_GOOGLE_NEWS = True
NEWSCRAWL_GOOGLE_DELAY = 1.0  # seconds from Google's answer to the next request, as a feed reader
NEWSCRAWL_GOOGLE_PAUSE = 3600.0  # seconds Google is left alone after it blocked us
NEWSCRAWL_GOOGLE_PER_MINUTE = 60  # requests to Google in any minute, feeds and links together
NEWSCRAWL_RESOLVE_BATCH = 10  # links resolved by one POST
NEWSCRAWL_RESOLVE_BUDGET = 1000  # Google requests a crawl may spend on resolving links

# Publishers' own sitemaps and feeds resolve links without Google; each publisher is looked at
# no more often than this.
NEWSCRAWL_ASK_PUBLISHERS = True
NEWSCRAWL_PUBLISHER_INTERVAL = 3600.0  # seconds

# How soon a feed is due again: sooner while most of what comes is new, later while little is.
NEWSCRAWL_POLL_SHORTEST = 300.0  # seconds
NEWSCRAWL_POLL_START = 900.0  # seconds
NEWSCRAWL_POLL_LONGEST = 86400.0  # seconds

# -- limits -----------------------------------------------------------------------------

CONCURRENT_REQUESTS = 64
CONCURRENT_ITEMS = 8  # 1.3 times faster than Scrapy's 100, which starts 101 tasks a response
DOWNLOAD_TIMEOUT = 30
DOWNLOAD_MAXSIZE = 16 * 1024 * 1024
DOWNLOAD_WARNSIZE = 0
REDIRECT_MAX_TIMES = 10
URLLENGTH_LIMIT = 8192  # Google's tokens alone pass Scrapy's 2083
DOWNLOAD_HANDLERS = {
    "http": "newscrawl.handlers.rendering.RenderingHandler",
    "https": "newscrawl.handlers.rendering.RenderingHandler",
    **dict.fromkeys(("data", "file", "ftp", "s3")),  # the web, no more
}

# -- the ledger -------------------------------------------------------------------------

NEWSCRAWL_DATABASE_URL = "sqlite:///newscrawl.db"  # or postgresql://USER:PASSWORD@HOST/DATABASE
NEWSCRAWL_DATABASE_PATIENCE = 600.0  # seconds a crawl holds while the database is away
NEWSCRAWL_DATABASE_TIMEOUT = 30.0  # seconds a statement may take on PostgreSQL; less than a lease
NEWSCRAWL_WRITE_BATCH = 100  # rows a transaction
NEWSCRAWL_HOSTS = 64  # hosts worked at once
NEWSCRAWL_LINKS_PER_HOST = 5  # links taken with one lease of a host
NEWSCRAWL_LEASE = 60.0  # seconds; a dead crawl's links are free again after this
NEWSCRAWL_TRIES = 5  # attempts before a link ends as failed
NEWSCRAWL_RETRY_DELAY = 5.0  # seconds before the second attempt; times 6 for each further one
NEWSCRAWL_RETRY_CEILING = 86400.0  # seconds; no pause is longer
NEWSCRAWL_GRACE = 25.0  # seconds for what is in flight when told to stop; Kubernetes kills after 30
NEWSCRAWL_WAIT = 65.0  # seconds a crawl waits for a link that is due soon, instead of ending

# -- extraction -------------------------------------------------------------------------

NEWSCRAWL_EXTRACT_WORKERS = max(1, os.cpu_count() or 1)
NEWSCRAWL_EXTRACT_TIMEOUT = 20.0  # seconds a page
NEWSCRAWL_LEAST_CHARS = 250  # letters; a shorter text is no article

# -- raw pages --------------------------------------------------------------------------

NEWSCRAWL_WARC = ""  # a folder for WARC files of what publishers answered; 4.6 times the articles
NEWSCRAWL_WARC_BYTES = 1_000_000_000  # a file, as the WARC standard advises
# -- pages that need JavaScript ----------------------------------------------------------

NEWSCRAWL_RENDER = True  # in Chromium, where one is installed and a page has no text without
NEWSCRAWL_RENDER_PAGES = 50  # pages a crawl; each costs what a hundred others do
NEWSCRAWL_RENDER_TIMEOUT = 20.0  # seconds a page
NEWSCRAWL_BROWSER = ""  # the program; left out, Chromium or Chrome is looked for

# -- components -------------------------------------------------------------------------

DOWNLOADER_MIDDLEWARES = {
    "newscrawl.middlewares.at_hand.AtHand": 10,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "newscrawl.middlewares.robots.RobotsTxtMiddleware": 100,
    "newscrawl.middlewares.opt_outs.OptOuts": 110,
    "newscrawl.middlewares.turns.Turns": 120,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
    "newscrawl.middlewares.compression.HttpCompressionMiddleware": 590,
    "newscrawl.middlewares.raw_pages.RawPages": 595,  # before HttpCompression (590) decodes
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
    "newscrawl.middlewares.redirect.RedirectMiddleware": 600,
}
ITEM_PIPELINES = {
    "newscrawl.pipelines.extract.ExtractPipeline": 100,
    "newscrawl.pipelines.clean.CleanPipeline": 200,
    "newscrawl.pipelines.store.StorePipeline": 300,
}
EXTENSIONS = {
    "scrapy.extensions.logstats.LogStats": None,  # Progress says more
    "newscrawl.extensions.progress.Progress": 0,
    "newscrawl.extensions.grace.Grace": 0,
    "scrapy.extensions.throttle.AutoThrottle": None,
    "newscrawl.extensions.throttle.AutoThrottle": 0,
    "scrapy.extensions.feedexport.FeedExporter": None,
    "newscrawl.extensions.exports.FeedExporter": 0,
}
TELNETCONSOLE_ENABLED = False  # no door that is not needed
REMOTE_CONTROL_ENABLED = False  # as above: it runs code over HTTP

# -- what is put out --------------------------------------------------------------------

FEED_EXPORT_ENCODING = "utf-8"
# A title that begins with "=" is a formula to a spreadsheet, and it is the web's to choose.
FEED_EXPORTERS = {"csv": "newscrawl.exporters.csv.PlainCsvExporter"}
FEED_EXPORT_FIELDS = [
    "url",
    "title",
    "text",
    "authors",
    "published_at",
    "published_precision",
    "modified_at",
    "language",
    "publisher",
    "description",
    "image",
    "section",
    "tags",
    "canonical_url",
    "free_access",
    "fetched_at",
    "source",
    "provenance",
    "opt_outs",
]
LOG_LEVEL = "INFO"
LOG_VERSIONS: list[str] = []
NEWSCRAWL_PROGRESS_INTERVAL = 60.0  # seconds between two lines of progress in a log

# Each of ours can be given in the environment too, under its own name.
globals().update(
    {
        name: os.environ[name]
        for name in list(globals())
        if name.startswith("NEWSCRAWL_") and name in os.environ
    }
)
