"""The loopback hub: the Hugging Face Hub's HTTP API on 127.0.0.1, from a folder of JSON.

The sample, the tests and `ptm serve` go through it with the real `huggingface_hub` client, so that
they run the code that production runs.

    data = HubData.from_folder(Path("hub"))
    with LoopbackHub(data, fault=FaultPlan.parse("429:0.1,cut:0.05,seed=7")) as hub:
        HfApi(endpoint=hub.url).list_models()
"""

from __future__ import annotations

from ingestion.loopback.data import HubData
from ingestion.loopback.faults import FaultPlan
from ingestion.loopback.server import LoopbackHub

__all__ = ["FaultPlan", "HubData", "LoopbackHub"]
