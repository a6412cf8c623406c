# SPDX-License-Identifier: MIT
#
# host.mk - the kernel's portable code and its tests as host programs
#
#	make host	build $(BUILD)/host-asan/pagewright-host
#	make test-host	build and run every flavour; TEST='suite.case' chooses
#	make coverage	line coverage of one run, HTML in $(BUILD)/coverage
#
# A flavour is a compiler with a sanitizer. Each has a tree of objects of its
# own under $(BUILD)/host-NAME, from the same sources and pattern rules.

BUILD	?= build
Q	?= $(if $(filter 1,$(V)),,@)
HOSTCC	?= clang
HOST_GCC ?= gcc
TEST	?= *

# The floors in order; the host's own port and names in place of x86's.
host-src := $(wildcard lib/*.c lib/kunit/*.c)
host-src := $(filter-out lib/kallsyms.c,$(host-src))
host-src := $(if $(lockdep),$(host-src),$(filter-out lib/lockdep%,$(host-src)))
host-src += $(wildcard arch/host/*.c)
host-src += $(wildcard arch/x86_64/acpi*.c) arch/x86_64/module.c
host-src += $(wildcard sched/*.c mm/*.c boot/*.c)
host-src += $(wildcard kernel/console*.c kernel/proc.c kernel/self_test.c \
	kernel/module_elf.c kernel/module_layout.c kernel/module_link.c \
	kernel/device.c kernel/devres.c kernel/platform.c \
	kernel/dma_managed.c kernel/module_ref.c)
host-src += kernel/kthread.c kernel/kthread_stack.c kernel/idle_job.c \
	kernel/task_cmds.c
host-src += kernel/workers.c kernel/kswapd.c kernel/ramdisk.c
host-src += $(if $(lockdep),$(wildcard tests/lockdep*_test.c)) $(wildcard tests/host/*.c)
host-src += $(filter-out tests/lockdep%,$(wildcard tests/*_test.c))
host-src += $(filter-out %_test.c,$(wildcard tests/torture*.c))
# What only the guest has: it stops other CPUs, and knows stacks.
host-src := $(filter-out sched/task_walk.c mm/kmemleak% \
	tests/kmemleak_test.c,$(host-src))

host-obj := $(host-src:.c=.o)

# No -fwrapv family here: a signed overflow is to be reported, not defined.
host-cflags := -std=gnu11 -O1 -g -ffreestanding -nostdinc \
	-Iinclude -Iarch/host/include -include arch/host/include/asm/rename.h \
	-D__KERNEL__ -DCONFIG_DEBUG_SPINLOCK=1 -DCONFIG_DEBUG_PREEMPT=1 \
	-DCONFIG_HOST_WATCHED=1 -DCONFIG_HOST_MIB=64 \
	-fno-strict-aliasing -fno-common -funsigned-char \
	-fshort-wchar -fno-omit-frame-pointer -fasynchronous-unwind-tables \
	-Wall -Wextra -Wshadow -Wno-unused-parameter -Wmissing-prototypes \
	-Wstrict-prototypes -Wvla -Werror \
	$(filter-out -DCONFIG_DEBUG_SPINLOCK=1,$(LOCKDEP_CFLAGS))
# posix.c lives among the host's headers, without ours.
host-posix-cflags := -std=gnu11 -O1 -g -Wall -Wextra -Werror
host-ldflags := -rdynamic

# $(1): name, $(2): compiler, $(3): flags for compiling and linking,
# $(4): objects, if not all
define host_flavour
$(BUILD)/host-$(1)/pagewright-host: \
		$(addprefix $(BUILD)/host-$(1)/,$(or $(4),$(host-obj)))
	@echo "  HOSTLD  $$@"
	$$(Q)$(2) $(3) $(host-ldflags) -o $$@ $$^ -ldl

$(BUILD)/host-$(1)/arch/host/posix.o: arch/host/posix.c tests/host/host.mk \
		| need-test
	@mkdir -p $$(@D)
	@echo "  HOSTCC  $$<  [$(1)]"
	$$(Q)$(2) $(host-posix-cflags) $(3) -MMD -MP -c -o $$@ $$<

$(BUILD)/host-$(1)/%.o: %.c tests/host/host.mk | need-test
	@mkdir -p $$(@D)
	@echo "  HOSTCC  $$<  [$(1)]"
	$$(Q)$(2) $(host-cflags) $(3) $$(host-points) -MMD -MP -c -o $$@ $$<

.PHONY: test-host-$(1)
test-host-$(1): $(BUILD)/host-$(1)/pagewright-host
	$$(Q)$$< '$$(TEST)'

-include $(addprefix $(BUILD)/host-$(1)/,$(host-obj:.o=.d))
endef

host-sanitize-asan := -fsanitize=address,undefined \
	-fno-sanitize-recover=undefined

# Each load and store of mm/ is a point at which asm/inject.h may interrupt.
$(BUILD)/host-asan/mm/%.o: host-points := \
	-fsanitize-coverage=func,trace-loads,trace-stores

$(eval $(call host_flavour,asan,$(HOSTCC),$(host-sanitize-asan)))
$(eval $(call host_flavour,tsan,$(HOSTCC),-fsanitize=thread))
$(eval $(call host_flavour,gcc,$(HOST_GCC),-O2))
$(eval $(call host_flavour,cov,$(HOST_GCC),-O0 --coverage))

# What ships, without suites but a small one, and nobody watching: no handler
# is injected, no copy is made byte by byte. make bench-host
host-bench-obj := $(filter-out tests/torture%.o tests/%_test.o \
	lib/debug_preempt.o lib/atomic_since.o,$(host-obj)) tests/list_test.o
$(eval $(call host_flavour,bench,$(HOST_GCC),-O2 -UCONFIG_DEBUG_SPINLOCK \
	-UCONFIG_DEBUG_PREEMPT -UCONFIG_HOST_WATCHED \
	-UCONFIG_HOST_MIB -DCONFIG_HOST_MIB=1024 -fno-pie -no-pie \
	-foptimize-sibling-calls,$(host-bench-obj)))

# The same with a function called at each load and store, which is no race
# detector's but tests/host/count: make bench-scale.
host-count-obj := $(host-bench-obj) tests/host/count/runtime.o \
	tests/host/count/calls.o
$(addprefix $(BUILD)/host-count/,lib/%.o sched/%.o mm/%.o \
	arch/host/smp.o arch/host/task.o tests/host/count/calls.o): \
	host-points := -fsanitize=thread -Wno-tsan \
	--param tsan-instrument-func-entry-exit=0
$(eval $(call host_flavour,count,$(HOST_GCC),-O2 -UCONFIG_DEBUG_SPINLOCK \
	-UCONFIG_DEBUG_PREEMPT -ftls-model=initial-exec,$(host-count-obj)))

.PHONY: host test-host coverage
host: $(BUILD)/host-asan/pagewright-host $(BUILD)/host-tsan/pagewright-host

# One after the other: their outputs are plans, which must not mix.
test-host: host
	$(Q)+$(MAKE) --no-print-directory test-host-asan
	$(Q)+$(MAKE) --no-print-directory test-host-tsan
	$(Q)+$(MAKE) --no-print-directory test-host-gcc

# Counters add up over runs: those of the last time are removed first.
coverage: $(BUILD)/host-cov/pagewright-host
	$(Q)find $(BUILD)/host-cov -name '*.gcda' -delete
	$(Q)$< > $(BUILD)/host-cov/log.txt; tail -n 1 $(BUILD)/host-cov/log.txt
	$(Q){ lcov --quiet --capture --directory $(BUILD)/host-cov \
		--base-directory . --no-external \
		--output-file $(BUILD)/host-cov/all.info && \
	lcov --quiet --remove $(BUILD)/host-cov/all.info '*/tests/*' \
		--output-file $(BUILD)/host-cov/kernel.info && \
	genhtml --quiet --output-directory $(BUILD)/coverage \
		$(BUILD)/host-cov/kernel.info && \
	lcov --summary $(BUILD)/host-cov/kernel.info; } \
		> $(BUILD)/host-cov/lcov.log 2>&1 || \
		{ cat $(BUILD)/host-cov/lcov.log; exit 1; }
	@grep -E 'lines|functions' $(BUILD)/host-cov/lcov.log
	@echo "  see $(BUILD)/coverage/index.html"
