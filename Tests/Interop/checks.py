"""What the checks share: a check that can fail, the list of them, and the last line."""

import sys
import traceback


class Failure(Exception):
    """Something is not as it has to be."""


def check(condition, text):
    if not condition:
        raise Failure(text)


class Checks:
    """Runs checks one after the other and counts. Each prints a line."""

    def __init__(self):
        self.passed = self.failed = 0

    def run(self, name, function, *arguments):
        """Runs one check. What it returns, if anything, is said beside its name."""
        try:
            remark = function(*arguments)
        except Exception as error:
            self.failed += 1
            print(f"FAILED  {name}\n{error if isinstance(error, Failure) else traceback.format_exc(limit=-1)}")
        else:
            self.passed += 1
            print(f"ok      {name}" + (f": {remark}" if remark else ""))

    def finish(self):
        """Prints the last line and ends the process."""
        print(f"{self.passed} passed, {self.failed} failed")
        sys.exit(0 if self.failed == 0 and self.passed > 0 else 1)
