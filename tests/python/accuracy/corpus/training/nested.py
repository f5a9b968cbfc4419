import functools

import transformers as tr


@functools.lru_cache
def get(kind):
    names = dict(en="bert-large-cased", de="bert-base-german-cased")
    return tr.AutoModel.from_pretrained(names[kind])


def outer():
    name = "xlnet/xlnet-base-cased"

    def inner():
        return tr.AutoModel.from_pretrained(name)

    return inner


def shadowed(name):
    def inner(name="YituTech/conv-bert-base"):
        return tr.AutoModel.from_pretrained(name)

    return inner, tr.AutoModel.from_pretrained(name)


async def later(session, *names, **options):
    first = tr.AutoModel.from_pretrained(names[0])
    second = tr.AutoModel.from_pretrained(options["name"])
    third = tr.AutoModel.from_pretrained(await session.get("name"))
    return first, second, third


loader = lambda name="junnyu/roformer_chinese_base": tr.AutoModel.from_pretrained(name)
if (picked := "google/fnet-base"):
    tr.AutoModel.from_pretrained(picked)
match picked:
    case "google/fnet-base":
        tr.AutoTokenizer.from_pretrained("google/fnet-large")
tr.AutoModelForCausalLM.from_pretrained(input("which? "))
