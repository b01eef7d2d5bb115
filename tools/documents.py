#!/usr/bin/env python3
"""Measures how well documents are read. Needs Python 3.9, pdftotext (poppler-utils) and pandoc; nothing else.

usage: tools/documents.py DATA [--binary target/release/throughline] [--only pdf,evidence,docx,headings,contracts,speed] [--each]

DATA is a folder that holds
  filings/pdf/*.pdf, contractnli/raw/*.pdf, cuad/pdf/*.pdf     any PDFs that are not pictures
  filings/financebench_questions.jsonl                         doc, evidence: [{page_index (0-based), text}]
  filings/regulations/*.docx
  filings/html/NAME.html[.gz] with NAME.sections.json          [{identifier}], as "1A" or "part2item1a"
  contractnli/dev.json, train_first50.json, raw/*              documents: [{file_name, text}]
What is not there is left out. Word F1 is that of multisets of words, trigram F1 that of multisets of three words in a row;
case, punctuation and hyphens at line ends are evened out on both sides.
"""
import argparse, collections, html, json, pathlib, re, resource, subprocess, sys, tempfile, unicodedata


def words(text):
    text = unicodedata.normalize("NFKC", text).replace("\u00ad", "")
    text = re.sub(r"(\w)[-\u2010]\s*\n\s*(\w)", r"\1\2", text)
    return re.findall(r"[^\W_]+", re.sub(r"(\w)[-\u2010](\w)", r"\1\2", text).lower())


def f1(mine, theirs, n=1):
    grams = lambda w: collections.Counter(zip(*(w[i:] for i in range(n))))
    a, b = grams(mine), grams(theirs)
    common = sum((a & b).values())
    return 2 * common / max(sum(a.values()) + sum(b.values()), 1) if a or b else 1.0


class Program:
    def __init__(self, binary):
        self.binary = binary

    def read(self, path, *more):
        done = subprocess.run([self.binary, "read", str(path), "--format", "json", *more], capture_output=True)
        return json.loads(done.stdout) if done.returncode == 0 else None

    def text(self, path):
        got = self.read(path)
        return None if got is None else "\n".join(b["text"] for b in got["blocks"] if b["kind"] != "hidden")


def cpu(command):
    """CPU seconds and peak memory in MB of one process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    peak = pathlib.Path(tempfile.mkstemp()[1])
    subprocess.run(["/usr/bin/time", "-o", str(peak), "-f", "%M", *map(str, command)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    megabytes = int((peak.read_text().split() or ["0"])[-1]) / 1024
    peak.unlink()
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, megabytes


def pdfs(data):
    for folder in ("filings/pdf", "filings/regulations", "contractnli/raw", "cuad/pdf"):
        yield from sorted(p for p in (data / folder).glob("*") if p.suffix.lower() == ".pdf")


def measure_pdf(program, data, each):
    one, three, failed = [], [], []
    for path in pdfs(data):
        theirs = words(subprocess.run(["pdftotext", "-q", str(path), "-"], capture_output=True).stdout.decode("utf8", "replace"))
        if len(theirs) < 20:
            continue
        mine = program.text(path)
        if mine is None:
            failed.append(path.name)
            continue
        mine = words(mine)
        one.append(f1(mine, theirs)); three.append(f1(mine, theirs, 3))
        if each:
            print(f"  {one[-1]:.3f} {three[-1]:.3f} {path.name}")
    if one:
        print(f"PDF against pdftotext: {len(one)} files, {len(failed)} failed; word F1 {sum(one)/len(one):.4f}, trigram F1 {sum(three)/len(three):.4f}", *failed)


def measure_evidence(program, data, each):
    questions = data / "filings/financebench_questions.jsonl"
    if not questions.exists():
        return
    read, right, total = {}, 0, 0
    for line in questions.open():
        question = json.loads(line)
        path = data / "filings/pdf" / (question["doc"] + ".pdf")
        if not path.exists():
            continue
        if path not in read:
            pages = collections.defaultdict(collections.Counter)
            for block in (program.read(path) or {"blocks": []})["blocks"]:
                pages[block["page"]].update(words(block["text"]))
            read[path] = pages
        total += 1
        missing = []
        for evidence in question["evidence"]:
            wanted = collections.Counter(words(evidence["text"]))
            there = read[path][evidence["page_index"] + 1]
            missing.append(sum((wanted - there).values()) / max(sum(wanted.values()), 1))
        right += max(missing, default=1) <= 0.05
        if each or max(missing, default=1) > 0.05:
            print(f"  {question['id']} {question['doc']}: share of words not on the page: {[round(m, 3) for m in missing]}")
    print(f"evidence on its page: {right} of {total}")


def measure_docx(program, data, each):
    scores = []
    for path in sorted(data.rglob("*.docx")):
        pandoc = lambda form: subprocess.run(["pandoc", "-t", form, "--wrap=none", "-f", "docx", str(path)], capture_output=True).stdout.decode("utf8")
        theirs = pandoc("plain")
        if "[TABLE]" in theirs:  # tables that plain text cannot show
            theirs = html.unescape(re.sub(r"<[^>]+>", " ", pandoc("html")))
        theirs = words(theirs)
        mine = words(program.text(path) or "")
        scores.append(f1(mine, theirs))
        if each:
            print(f"  {scores[-1]:.4f} {path.name}")
    if scores:
        print(f"DOCX against pandoc: {len(scores)} files; word F1 {sum(scores)/len(scores):.4f}, least {min(scores):.4f}")


def measure_headings(program, data, each):
    found = total = 0
    for listed in sorted((data / "filings/html").glob("*.sections.json")):
        page = next(iter(listed.parent.glob(listed.name.replace(".sections.json", ".html*"))))
        headings = [b["text"] for b in (program.read(page) or {"blocks": []})["blocks"] if b["kind"] == "heading"]
        seen, part = collections.Counter(), ""
        for heading in headings:
            if m := re.match(r"\s*part\s+(i+v?)\b", heading, re.I):
                part = {"i": "1", "ii": "2", "iii": "3", "iv": "4"}[m[1].lower()]
            if m := re.match(r"\s*item\s+(\d+[a-c]?)\b", heading, re.I):
                seen[m[1].lower()] += 1; seen[f"part{part}item{m[1].lower()}"] += 1
        for section in json.loads(listed.read_text()):
            total += 1
            hit = seen[section["identifier"].lower()] > 0
            found += hit
            if not hit:
                print(f"  {page.name}: no heading for {section['identifier']}")
    if total:
        print(f"sections found as headings: {found} of {total} = {found/total:.3f}")


def measure_contracts(program, data, each):
    scores = collections.defaultdict(list)
    for name in ("dev.json", "train_first50.json"):
        if not (data / "contractnli" / name).exists():
            continue
        for document in json.loads((data / "contractnli" / name).read_text())["documents"]:
            path = data / "contractnli/raw" / document["file_name"]
            if path.exists():
                score = f1(words(program.text(path) or ""), words(document["text"]))
                scores[path.suffix.lower()].append(score)
                if each:
                    print(f"  {score:.4f} {path.name}")
    everything = [s for list_ in scores.values() for s in list_]
    if everything:
        print("contracts against their published text: word F1 %.4f;" % (sum(everything) / len(everything)), ", ".join(f"{k} {sum(v)/len(v):.4f} ({len(v)})" for k, v in sorted(scores.items())))


def measure_speed(program, data, each):
    print("CPU seconds, least of 5; pages a CPU second; peak memory")
    largest = sorted(pdfs(data), key=lambda p: -p.stat().st_size)[:8]
    for path in largest:
        pages = int(re.search(r"Pages:\s+(\d+)", subprocess.run(["pdfinfo", str(path)], capture_output=True, text=True).stdout)[1])
        runs = [(cpu([program.binary, "read", path]), cpu(["pdftotext", "-q", path, "-"])) for _ in range(5)]
        mine, theirs = min(r[0][0] for r in runs), min(r[1][0] for r in runs)
        memory = max(r[0][1] for r in runs)
        print(f"  {path.name[:48]:48} {pages:4} pages  {mine:.2f} s {pages/mine:6.0f}/s {memory:4.0f} MB   pdftotext {theirs:.2f} s {pages/theirs:6.0f}/s   ratio {theirs/mine:.2f}")


MEASURES = {"pdf": measure_pdf, "evidence": measure_evidence, "docx": measure_docx, "headings": measure_headings, "contracts": measure_contracts, "speed": measure_speed}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=pathlib.Path)
    parser.add_argument("--binary", default="target/release/throughline")
    parser.add_argument("--only", default=",".join(MEASURES))
    parser.add_argument("--each", action="store_true", help="print a line for each file")
    options = parser.parse_args()
    for name in options.only.split(","):
        if name not in MEASURES:
            sys.exit(f"no measure {name}; there are {', '.join(MEASURES)}")
        MEASURES[name](Program(options.binary), options.data, options.each)


if __name__ == "__main__":
    main()
