"""The report as PDF."""

from __future__ import annotations

from fitengine.report.pdf.document import pdf_report

__all__ = ["pdf_report"]
