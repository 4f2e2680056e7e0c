"""README.md, "Try it": its shell blocks run unchanged, twice, and print the outputs of the README."""

import os
import re
import subprocess
import unittest

from stack import ROOT, Stack

BLOCK = re.compile(r"^```(sh|json)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def walk():
    """Returns the shell blocks of the section, each with the output in the README."""
    text = (ROOT / "README.md").read_text()
    section = text.split("\n## Try it\n")[1].split("\n## ")[0]
    blocks = []
    for language, content in BLOCK.findall(section):
        if language == "sh":
            blocks.append([content, None])
        else:
            blocks[-1][1] = content
    # The first one starts the stack and runs the tests.
    assert blocks[0][0].startswith("make run"), blocks[0]
    return blocks[1:]


def pattern(shown):
    """Returns the expression that an output matches: `…` stands for anything."""
    lines = [re.escape(line).replace("…", ".*") for line in shown.strip().splitlines()]
    return r"\s*".join(lines)


class Readme(unittest.TestCase):
    """The blocks, against a new stack."""

    @classmethod
    def setUpClass(cls):
        cls.stack = Stack()
        cls.addClassCleanup(cls.stack.stop)

    def run_walk(self):
        """Runs all blocks in one shell and returns the output of each."""
        blocks = walk()
        self.assertGreaterEqual(len(blocks), 7)
        script = "set -euo pipefail\n" + "".join(f"{block}\necho; echo '=== end of block'\n" for block, _ in blocks)
        script = script.replace("localhost:3000", f"localhost:{self.stack.port}")
        # The command line of this build, with a home of its own: `cargo install` takes minutes.
        path = f"{ROOT / 'target' / 'debug'}{os.pathsep}{os.environ['PATH']}"
        environment = os.environ | {"PATH": path, "HOME": str(self.stack.folder)}
        done = subprocess.run(
            ["bash", "-c", script], cwd=self.stack.folder, env=environment, capture_output=True, text=True, timeout=120
        )
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        outputs = done.stdout.split("=== end of block\n")[:-1]
        self.assertEqual(len(outputs), len(blocks))
        for (block, shown), output in zip(blocks, outputs):
            with self.subTest(block=block):
                self.assertNotIn("problem:", output)
                self.assertNotIn('{"message"', output)
                if shown:
                    self.assertRegex(output.strip(), rf"\A{pattern(shown)}\Z")
        return outputs

    def test_readme_walk_works_twice(self):
        first = self.run_walk()
        second = self.run_walk()
        for outputs in (first, second):
            self.assertIn("ada@northwind.example", "".join(outputs))


if __name__ == "__main__":
    unittest.main()
