# SPDX-License-Identifier: MIT
#
# bench.mk - what memory costs: docs/COST.md
#
#	make bench		each call, in instructions, beside Linux
#	make bench-boot		the boot: instructions a page, bytes a frame
#	make bench-debug	the price of each debugging option
#	make bench-host		kmalloc() beside glibc, mimalloc and jemalloc
#	make bench-scale	locks and lines that CPUs share, a call
#	make bench-pressure	allocations when memory is used up
#	make bench-counts	all of them, into tests/bench/data: what the
#				guard in tests/boot compares with, and so
#				into docs/COST.md and docs/cost.svg
#	make cost		the last step alone
#
# Each prints a table and writes JSON beside it, in $(BUILD).

BENCH_DATA := tests/bench/data

# The file that was measured on Linux, as a module; built where nothing but
# $(BUILD) is written.
MMBENCH	:= $(BUILD)/bench/mmbench.ko

$(BUILD)/bench/%: $(BENCH_DATA)/%
	@mkdir -p $(@D)
	$(Q)cp $< $@

$(MMBENCH): $(BUILD)/bench/mmbench.c $(BUILD)/bench/Kbuild $(KERNEL)
	$(Q)+$(MAKE) --no-print-directory M=$(BUILD)/bench

# The same with every lock watched, in its own place.
LOCKDEP_KERNEL := $(BASE)/lockdep/pagewright.elf
LOCKDEP_MMBENCH := $(BASE)/lockdep/bench/mmbench.ko

.PHONY: cost bench bench-boot bench-debug bench-counts bench-lockdep-build bench-host \
	bench-scale bench-pressure
bench: $(KERNEL) $(MMBENCH) | need-run
	$(Q)$(PYTHON) tools/bench.py $(KERNEL) $(MMBENCH) \
		--json $(BUILD)/bench.json

bench-boot: $(KERNEL) | need-run
	$(Q)$(PYTHON) tools/bench_boot.py $(KERNEL) \
		--json $(BUILD)/bench-boot.json

bench-lockdep-build: $(KERNEL)
	$(Q)+$(MAKE) --no-print-directory BUILD=$(BASE) LOCKDEP=1 \
		all $(LOCKDEP_MMBENCH)

bench-debug: $(KERNEL) $(MMBENCH) bench-lockdep-build | need-run
	$(Q)$(PYTHON) tools/bench_debug.py $(KERNEL) $(MMBENCH) \
		--lockdep $(LOCKDEP_KERNEL) $(LOCKDEP_MMBENCH) \
		--json $(BUILD)/bench-debug.json

# The other allocators are optional, and named where they are missing.
HOST_BENCH := $(BUILD)/host-bench/pagewright-host

bench-host: $(HOST_BENCH)
	$(Q)$(PYTHON) tools/bench_host.py $(HOST_BENCH) \
		--json $(BUILD)/bench-host.json

HOST_COUNT := $(BUILD)/host-count/pagewright-host

bench-scale: $(HOST_COUNT)
	$(Q)$(PYTHON) tools/bench_scale.py $(HOST_COUNT) \
		--json $(BUILD)/bench-scale.json

bench-pressure: $(KERNEL) | need-run
	$(Q)$(PYTHON) tools/bench_pressure.py $(KERNEL) \
		--json $(BUILD)/bench-pressure.json

# After a change that was meant.
bench-counts: $(KERNEL) $(MMBENCH) $(HOST_BENCH) $(HOST_COUNT) \
		bench-lockdep-build | need-run
	-$(Q)$(PYTHON) tools/bench.py $(KERNEL) $(MMBENCH) \
		--json $(BENCH_DATA)/counts.json
	-$(Q)$(PYTHON) tools/bench_boot.py $(KERNEL) \
		--json $(BENCH_DATA)/boot.json
	$(Q)$(PYTHON) tools/bench_debug.py $(KERNEL) $(MMBENCH) \
		--lockdep $(LOCKDEP_KERNEL) $(LOCKDEP_MMBENCH) \
		--json $(BENCH_DATA)/debug.json
	$(Q)$(PYTHON) tools/bench_host.py $(HOST_BENCH) \
		--json $(BENCH_DATA)/host.json
	$(Q)$(PYTHON) tools/bench_scale.py $(HOST_COUNT) \
		--json $(BENCH_DATA)/scale.json
	$(Q)$(PYTHON) tools/bench_pressure.py $(KERNEL) \
		--json $(BENCH_DATA)/pressure.json
	$(Q)$(PYTHON) tools/cost.py

cost:
	$(Q)$(PYTHON) tools/cost.py
