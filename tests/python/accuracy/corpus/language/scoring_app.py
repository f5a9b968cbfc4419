from scoring.model import Ranker, load_ranker

ranker = Ranker.from_pretrained("castorini/monot5-base-msmarco")
other = load_ranker("castorini/duot5-base-msmarco")
