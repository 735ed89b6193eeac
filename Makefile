# Everything a person does here is one word; the work is in tools/.
.PHONY: run serve test check fix bench load faults guards lock

run: ## prepare everything on a fresh clone and serve on this machine (PORT, 8000 by default)
	@exec tools/start local

serve: ## serve for an organisation; docs/operator.md names what must be set
	@exec tools/start serve

test: ## every check and test, on SQLite and PostgreSQL, in a browser where it is the browser's
	@tools/setup test && exec .venv/bin/python -m tools.suite

check: ## the quick part of test; changes nothing
	@tools/setup test && exec .venv/bin/python -m tools.check

fix: ## format everything
	@tools/setup test && exec .venv/bin/python -m tools.fix

bench: ## measure, as ratios to the framework's own floor; rewrites the tables of docs/performance.md
	@tools/setup test && exec .venv/bin/python -m tools.bench

load: ## five hundred people fill in a survey at once; rewrites the result in docs/performance.md
	@tools/setup test && exec .venv/bin/python -m tools.load

faults: ## the long loops of kills and restarts; rewrites their result in docs/reliability.md
	@tools/setup test && exec .venv/bin/python -m tools.faults

guards: ## take each guard of an answer away, in a copy, and see its test turn red
	@tools/setup test && exec .venv/bin/python -m tools.guards

lock: ## pin the dependencies again (needs uv)
	@exec tools/lock
