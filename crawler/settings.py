"""Settings of every crawl, one value per line; a marketplace sets only its pace."""

from crawler import __version__
from crawler.species.species_list import packaged_folder

BOT_NAME = "citeswatch"
USER_AGENT = f"citeswatch/{__version__} (+https://github.com/citeswatch/citeswatch)"
ROBOTSTXT_USER_AGENT = "citeswatch"

# Where things are: set by `citeswatch crawl` from the workspace.
CITESWATCH_MARKETPLACES = ""  # folder of TOML files; empty: the checkout's spiders/
CITESWATCH_DATABASE = ""  # empty: nothing is stored
CITESWATCH_SPECIES_LISTS = str(packaged_folder())  # a workspace may have its own
CITESWATCH_EVIDENCE = ""  # folder of WARC files; empty: nothing is kept
CITESWATCH_SECRETS = ""  # file of keys of sites; the environment comes first
CITESWATCH_JOBS = ""  # folder of journals; empty: a crawl cut off is not taken up
CITESWATCH_CLOCK = ""  # ISO 8601; dates the crawl otherwise than today, for the demo
SPIDER_LOADER_CLASS = "crawler.spider_loader.MarketplaceLoader"

# Manners
ROBOTSTXT_OBEY = True
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_MAX_DELAY = 60.0
AUTOTHROTTLE_TARGET_CONCURRENCY = 1.0
DOWNLOAD_DELAY = 1.0
CONCURRENT_REQUESTS = 8
CONCURRENT_REQUESTS_PER_DOMAIN = 2
CONCURRENT_ITEMS = 1  # our steps never wait; Scrapy makes so many tasks for each page
COOKIES_ENABLED = False
REFERER_ENABLED = True

# Limits against what a site may send
DOWNLOAD_TIMEOUT = 30
DOWNLOAD_MAXSIZE = 10 * 1024 * 1024
DOWNLOAD_WARNSIZE = 5 * 1024 * 1024
DEPTH_LIMIT = 500
REDIRECT_MAX_TIMES = 5
RETRY_TIMES = 2
RETRY_GIVE_UP_LOG_LEVEL = "INFO"  # told, with the mend, by page_failures
METAREFRESH_ENABLED = False
CITESWATCH_REQUESTS_PER_DAY = 20_000  # to one domain; set from citeswatch.toml
CITESWATCH_RESUME_HOURS = 48.0  # an older crawl is not taken up
CITESWATCH_CONDITIONAL_DAYS = 30.0  # then a page is fetched whole again; 0: always
CITESWATCH_LONGEST_WAIT = 120.0  # seconds of Retry-After that a crawl waits
CITESWATCH_FAILURES_IN_A_ROW = 20  # then the spider is closed as failed
CITESWATCH_REFUSALS_IN_A_ROW = 5  # then the spider is closed as refused

# Nothing listens: both of these would, and run what they are sent.
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False

DUPEFILTER_CLASS = "crawler.requests_met.RequestsMet"  # small, however long the crawl
TWISTED_DNS_RESOLVER = "crawler.resolver.PublicResolver"

# A site's key goes on as a request leaves; nothing but the web is asked.
DOWNLOAD_HANDLERS = {
    "http": "crawler.keyed_downloads.KeyedDownloads",
    "https": "crawler.keyed_downloads.KeyedDownloads",
    "data": None,
    "file": None,
    "ftp": None,
    "s3": None,
}

DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "crawler.middlewares.stay_on_site.StayOnSite": 50,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "crawler.middlewares.careful_robots.CarefulRobots": 100,
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
    "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
    "crawler.middlewares.try_later.TryLater": 550,
    "crawler.middlewares.come_later.HonourRetryAfter": 560,  # before it is asked again
    "crawler.middlewares.whole_bodies.WholeBodies": 590,
    "scrapy.downloadermiddlewares.httpcache.HttpCacheMiddleware": None,
    "crawler.middlewares.ask_if_changed.AskIfChanged": 970,
    "crawler.middlewares.day_budget.DayBudget": 980,
    "crawler.middlewares.keep_wire.KeepWire": 990,  # nearest to the wire
}
SPIDER_MIDDLEWARES = {
    "crawler.middlewares.note_done.NoteDone": 10,
    "crawler.middlewares.refusals.Refusals": 40,
    "scrapy.spidermiddlewares.metacopy.MetaCopyDetectionMiddleware": None,
    "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,  # `ask` does it
    "crawler.middlewares.keep_wire.NameExchange": 980,
    "crawler.middlewares.endless_lists.EndlessLists": 984,
    "crawler.middlewares.follow_queries.FollowQueries": 985,
    "crawler.middlewares.page_faults.PageFaults": 990,
}
EXTENSIONS = {
    "scrapy.extensions.telnet.TelnetConsole": None,
    "scrapy.extensions.remote_control.RemoteControl": None,
    "scrapy.extensions.feedexport.FeedExporter": None,
    "crawler.extensions.page_failures.PageFailures": 100,
    "crawler.extensions.journal.CrawlJournal": 150,
    "crawler.extensions.effort.EffortLedger": 200,
    "crawler.extensions.crawl_delay.CrawlDelay": 300,
    "crawler.extensions.ask_again.AskAgain": 400,
}
ITEM_PIPELINES = {
    "pipelines.normalise_text.NormaliseTextPipeline": 100,
    "pipelines.identify_listing.IdentifyListingPipeline": 200,
    "pipelines.apply_lookups.ApplyLookupsPipeline": 210,
    "pipelines.parse_price.ParsePricePipeline": 300,
    "pipelines.parse_date.ParseDatePipeline": 310,
    "pipelines.place_country.PlaceCountryPipeline": 320,
    "pipelines.judge_availability.JudgeAvailabilityPipeline": 330,
    "pipelines.match_species.MatchSpeciesPipeline": 500,
    "pipelines.set_priority.SetPriorityPipeline": 510,
    "pipelines.capture_evidence.CaptureEvidencePipeline": 600,
    "pipelines.protect_seller.ProtectSellerPipeline": 800,
    "pipelines.store_listing.StoreListingPipeline": 900,
}

CITESWATCH_MATCH_PROCESS = True  # match in a process of its own, on another core
ITEM_PROCESSOR = "crawler.item_chain.ItemChain"

WARN_ON_GENERATOR_RETURN_VALUE = False  # a check for people who write spiders

LOG_FORMATTER = "crawler.item_chain.QuietFormatter"
LOG_LEVEL = "INFO"
LOG_FORMAT = "%(asctime)s %(levelname)s %(message)s"
LOGSTATS_INTERVAL = 60.0
STATS_DUMP = True
