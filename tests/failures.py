"""Prints which tests failed and why, out of the results (TRX files) in the directories named: the output of a run is long, and often only its end is kept.

Usage: failures.py DIRECTORY [DIRECTORY ...]
"""
import pathlib
import sys
import xml.etree.ElementTree as ElementTree

NAMESPACE = {"trx": "http://microsoft.com/schemas/VisualStudio/TeamTest/2010"}
LINES_OF_EACH = 30


def failures(results):
    """The name, the message and the stack trace of each test in a file of results that did not pass and was not skipped."""
    for result in ElementTree.parse(results).iterfind(".//trx:UnitTestResult", NAMESPACE):
        if result.get("outcome") in ("Passed", "NotExecuted"):
            continue
        said = [result.findtext(f".//trx:ErrorInfo/trx:{part}", "", NAMESPACE).strip() for part in ("Message", "StackTrace")]
        yield result.get("testName"), result.get("duration", "?"), said


def main(directories):
    """Prints the failures of every file of results."""
    for results in sorted(file for directory in directories for file in pathlib.Path(directory).glob("*.trx")):
        for name, duration, said in failures(results):
            print(f"Failed: {name} ({duration})")
            for part in said:
                for line in part.splitlines()[:LINES_OF_EACH]:
                    print(f"    {line}")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("failures.py: name a directory of results")
    main(sys.argv[1:])
