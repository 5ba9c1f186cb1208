"""600 on a worker: capture as in any crawl, and send what was captured to the writer.

Settings and counts are those of `pipelines.capture_evidence`.
"""

from __future__ import annotations

from crawler.cluster.remote_ledger import RemoteLedger
from crawler.cluster.sending_evidence import EvidenceSender
from crawler.cluster.shared_spider import shared_crawl
from crawler.evidence.chain import EvidenceError
from pipelines.capture_evidence import CaptureEvidencePipeline


class SendEvidencePipeline(CaptureEvidencePipeline):
    """Captures; the writer keeps."""

    def _make_keeper(self) -> EvidenceSender:
        ledger = self.crawler.get_extension(RemoteLedger)
        if ledger is None:
            raise EvidenceError("a worker has no ledger")
        link = shared_crawl(self.crawler.spidercls).link
        ledger.evidence = EvidenceSender(link, self.marketplace.name)
        return ledger.evidence
