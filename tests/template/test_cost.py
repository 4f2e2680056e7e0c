"""docs/cost.md equals the output of scripts/cost and has every line of the bill."""

import tomllib
import unittest

import stack

cost = stack.script("cost")
BENCHMARKS = (stack.ROOT / "docs" / "benchmarks.md").read_text()
PRICES = tomllib.loads((stack.ROOT / "docs" / "prices.toml").read_text())


class Cost(unittest.TestCase):
    """The bill of a million events."""

    def test_cost_page_is_current(self):
        self.assertEqual(cost.PAGE.read_text(), cost.page(), "run `make cost`")

    def test_readme_names_current_totals(self):
        lines = cost.Life(BENCHMARKS, details=True).lines(PRICES, "STANDARD_INFREQUENT_ACCESS")
        readme = (stack.ROOT / "README.md").read_text()
        self.assertIn(f" {cost.total(lines):.2f} USD over their whole life", readme)
        self.assertIn(f" {cost.total(cost.monthly(PRICES)):.2f} USD a month", readme)

    def test_bill_has_every_line(self):
        lines = cost.Life(BENCHMARKS, details=True).lines(PRICES, "STANDARD")
        names = " ".join(what for what, _, _ in lines)
        parts = ("writes: table", "writes: directory", "writes: feed", "storage: table", "indexes", "storage: feed")
        parts += ("point-in-time", "sweeps", "API Gateway", "Lambda: ingest", "Lambda: feed", "logs", "traces")
        for part in parts:
            self.assertIn(part, names)
        self.assertTrue(all(usd > 0 for _, _, usd in lines))

    def test_bill_follows_units_and_prices(self):
        lines = {what: usd for what, _, usd in cost.Life(BENCHMARKS, details=True).lines(PRICES, "STANDARD")}
        units = cost.figure(BENCHMARKS, "write units an event, details on, batches of 100")
        self.assertAlmostEqual(lines["writes: table and indexes"], units * 0.625)
        stored = cost.figure(BENCHMARKS, "bytes of an event, keys and details included") + 100
        months = 400 / (365.25 / 12)
        self.assertAlmostEqual(lines["storage: table"], stored / 1000 * months * 0.25)
        self.assertAlmostEqual(lines["storage: 4 indexes"], 4 * lines["storage: table"])

    def test_bill_follows_schedules_of_sweep(self):
        # Daily for three days, and every 90 days for as long as the event is kept.
        self.assertAlmostEqual(cost.sweeps(400), 3 + 400 / 90)
        lines = {what: usd for what, _, usd in cost.Life(BENCHMARKS, details=True).lines(PRICES, "STANDARD")}
        row = cost.figure(BENCHMARKS, "read units a row, 1 shard")
        feed_bytes = cost.figure(BENCHMARKS, "feed write units an event, segments of 100") * 1024
        units = cost.sweeps(400) * (row + feed_bytes / 4096)
        self.assertAlmostEqual(lines["sweeps: each event 7.4 times"], units * 0.125)

    def test_keeping_is_largest_share(self):
        for table_class in PRICES["table_class"]:
            for details in (True, False):
                writing, keeping, rest = cost.shares(cost.Life(BENCHMARKS, details).lines(PRICES, table_class))
                self.assertGreater(keeping, writing)
                self.assertGreater(writing, rest)

    def test_default_bill_meets_target(self):
        lines = cost.Life(BENCHMARKS, details=True).lines(PRICES, "STANDARD_INFREQUENT_ACCESS")
        self.assertLessEqual(cost.total(lines), 11)
        self.assertLessEqual(cost.shares(lines)[2], 0.03 * cost.total(lines))

    def test_delivery_meets_target(self):
        sending, beside = cost.delivery(PRICES, BENCHMARKS, "STANDARD_INFREQUENT_ACCESS")
        self.assertLessEqual(cost.total(sending), 0.05)
        names = " ".join(what for what, _, _ in sending + beside)
        for part in ("writes", "reads: feed", "Lambda", "KMS", "logs", "traces", "transfer"):
            self.assertIn(part, names)
        self.assertTrue(all(usd > 0 for _, _, usd in sending + beside))

    def test_idle_month_has_schedule_and_key(self):
        lines = {what: (amount, usd) for what, amount, usd in cost.monthly(PRICES)}
        self.assertEqual(lines["key of secrets"], ("1", 1))
        amount, usd = lines["schedule of delivery"]
        # 1,440 a day.
        self.assertEqual(amount, "43,830 runs, 8 queries each")
        # Schedule, invocation, eight half units and a trace; the rest is time and logs.
        runs = 365.25 / 12 * 1_440 / 1e6
        self.assertAlmostEqual(usd, runs * (1 + 0.2 + 8 * 0.5 * 0.125 + 5), delta=0.03)

    def test_shards_of_deliveries_are_those_of_code(self):
        keys = (stack.ROOT / "shared" / "event-store" / "src" / "deliveries" / "keys.rs").read_text()
        self.assertIn(f"pub const DELIVERY_SHARDS: u8 = {cost.DELIVERY_SHARDS};", keys)

    def test_missing_figure_is_named(self):
        with self.assertRaisesRegex(SystemExit, "no figure 'write units an event, details on, batches of 100'"):
            cost.Life("", details=True)


if __name__ == "__main__":
    unittest.main()
