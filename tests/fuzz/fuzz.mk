# SPDX-License-Identifier: MIT
#
# fuzz.mk - libFuzzer on what parses untrusted bytes
#
#	make fuzz		every tests/fuzz/fuzz_NAME.c, FUZZ_SECONDS each
#	make fuzz-NAME		one of them
#
# What a fuzzer learns stays in $(BUILD)/fuzz/corpus/NAME for the next time;
# an input that breaks something is left in $(BUILD)/fuzz/NAME-crash-*, and
# $(BUILD)/fuzz/NAME FILE runs it again.

BUILD	?= build
Q	?= $(if $(filter 1,$(V)),,@)
FUZZCC	?= clang
FUZZ_PYTHON ?= /usr/bin/python3
FUZZ_SECONDS ?= 60

fuzz-names := $(patsubst tests/fuzz/fuzz_%.c,%,$(wildcard tests/fuzz/fuzz_*.c))

# The largest input worth trying, bytes: 128 ranges of 5; a loader's
# structure, with room for more ranges than we have; 64 KiB of tables; 400
# operations of 3; a small module.
fuzz-len-mem_map   := 640
fuzz-len-boot_info := 8192
fuzz-len-acpi	   := 65537
fuzz-len-buddy	   := 1200
fuzz-len-module	   := 16384

# Everything portable, for each fuzzer to take what it calls.
fuzz-lib-src := $(filter-out lib/kallsyms.c,$(wildcard lib/*.c lib/kunit/*.c))
fuzz-lib-src += $(wildcard arch/host/*.c arch/x86_64/acpi*.c boot/*.c mm/*.c)
fuzz-lib-src += arch/x86_64/module.c $(wildcard kernel/module_elf.c kernel/module_l*.c)
fuzz-lib-obj := $(patsubst %.c,$(BUILD)/fuzz/%.o,$(fuzz-lib-src))

fuzz-sanitize := -fsanitize=address,undefined -fno-sanitize-recover=undefined
fuzz-cflags := -std=gnu11 -O1 -g -ffreestanding -nostdinc \
	-Iinclude -Iarch/host/include \
	$(addprefix -include ,$(wildcard arch/host/include/asm/rename.h)) \
	-D__KERNEL__ -fno-strict-aliasing -fno-common -funsigned-char \
	-fshort-wchar -fno-omit-frame-pointer \
	-Wall -Wextra -Wshadow -Wno-unused-parameter -Wmissing-prototypes \
	-Wstrict-prototypes -Wvla -Werror -fsanitize=fuzzer-no-link

$(BUILD)/fuzz/%.o: %.c tests/fuzz/fuzz.mk
	@mkdir -p $(@D)
	@echo "  FUZZCC  $<"
	$(Q)$(FUZZCC) $(fuzz-cflags) $(fuzz-sanitize) -MMD -MP -c -o $@ $<

# posix.c lives among the host's headers, without ours.
$(BUILD)/fuzz/arch/host/posix.o: arch/host/posix.c tests/fuzz/fuzz.mk
	@mkdir -p $(@D)
	@echo "  FUZZCC  $<"
	$(Q)$(FUZZCC) -std=gnu11 -O1 -g $(fuzz-sanitize) -MMD -MP -c -o $@ $<

# Whole, or what linker tables name would be missing from them.
$(BUILD)/fuzz/lib.a: $(fuzz-lib-obj)
	$(Q)rm -f $@ && ar rcs $@ $^

$(addprefix $(BUILD)/fuzz/,$(fuzz-names)): $(BUILD)/fuzz/%: \
		$(BUILD)/fuzz/tests/fuzz/fuzz_%.o $(BUILD)/fuzz/lib.a
	@echo "  FUZZLD  $@"
	$(Q)$(FUZZCC) -fsanitize=fuzzer $(fuzz-sanitize) -rdynamic -o $@ $^ -ldl

$(BUILD)/fuzz/seeds: tests/fuzz/seeds.py
	@mkdir -p $@
	$(Q)$(FUZZ_PYTHON) $< $@ && touch $@

.PHONY: fuzz $(addprefix fuzz-,$(fuzz-names))
fuzz: $(addprefix fuzz-,$(fuzz-names))

$(addprefix fuzz-,$(fuzz-names)): fuzz-%: $(BUILD)/fuzz/% $(BUILD)/fuzz/seeds
	@echo "  FUZZ    $*, $(FUZZ_SECONDS) seconds"
	$(Q)mkdir -p $(BUILD)/fuzz/corpus/$* $(BUILD)/fuzz/seeds/$*
	$(Q)$< -max_total_time=$(FUZZ_SECONDS) -print_final_stats=1 \
		$(addprefix -max_len=,$(fuzz-len-$*)) -verbosity=0 \
		-artifact_prefix=$(BUILD)/fuzz/$*- \
		$(BUILD)/fuzz/corpus/$* $(BUILD)/fuzz/seeds/$* \
		> $(BUILD)/fuzz/$*.log 2>&1 || \
		{ grep -v '# Uses:' $(BUILD)/fuzz/$*.log | tail -n 60; exit 1; }
	@grep number_of_executed_units $(BUILD)/fuzz/$*.log

-include $(fuzz-lib-obj:.o=.d)
-include $(patsubst %,$(BUILD)/fuzz/tests/fuzz/fuzz_%.d,$(fuzz-names))
