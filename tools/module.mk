# SPDX-License-Identifier: MIT
#
# module.mk - modules outside the tree: make M=dir
#
#	dir/Kbuild (or dir/Makefile):	obj-m := hello.o both.o
#					both-objs := first.o second.o
#					ccflags-y := -DDEBUG
#
#	hello.c --> hello.o --+--> hello.ko
#	hello.mod.c (made) ---'	   the object file that insmod takes
#
# A Makefile that calls `make -C KDIR M=$PWD modules`, as those in books do,
# works with KDIR set to this folder.

KERNELRELEASE := $(VERSION)
src	:= $(abspath $(M))
obj	:= $(src)
srctree	:= $(CURDIR)
objtree	:= $(CURDIR)

obj-m	:=
include $(or $(firstword $(wildcard $(src)/Kbuild $(src)/Makefile)), \
	$(error no Kbuild and no Makefile in $(M)))

mods	:= $(basename $(filter %.o,$(obj-m)))
$(if $(mods),,$(error $(M) names no obj-m))

# $(1): module. The objects it is made of, without the made one.
parts	= $(addprefix $(src)/,$(or $(strip $($(1)-objs) $($(1)-y)),$(1).o))

# As the kernel is compiled, but older modules have missing prototypes.
MOD_CFLAGS = $(filter-out -Werror -Wmissing-prototypes -Wshadow -Wextra \
		-Wstrict-prototypes -Iinclude -Iarch/% include/linux/kconfig.h \
		-include,$(CFLAGS)) -I$(CURDIR)/include \
	  -I$(CURDIR)/arch/x86_64/include \
	  -include $(CURDIR)/include/linux/kconfig.h \
	  -include $(CURDIR)/include/linux/compiler_types.h \
	  -Wno-pointer-sign -DMODULE $(ccflags-y) $(EXTRA_CFLAGS)

# $(1): module, $(2): one of its objects
define module_object
$(2): $(2:.o=.c) $(BUILD)/flags
	@echo "  CC [M]  $$(patsubst $(src)/%,%,$$@)"
	$$(Q)$$(CC) $$(MOD_CFLAGS) $$(CFLAGS_$(notdir $(2))) \
		-DKBUILD_MODNAME='"$(subst -,_,$(1))"' \
		-DKBUILD_BASENAME='"$(subst -,_,$(basename $(notdir $(2))))"' \
		-D__KBUILD_MODNAME=kmod_$(subst -,_,$(1)) \
		-MMD -MP -MF $(dir $(2)).$(notdir $(2)).d -c -o $$@ $$<
-include $(dir $(2)).$(notdir $(2)).d
endef

define module
$(foreach part,$(call parts,$(1)),$(eval $(call module_object,$(1),$(part))))
$(call module_object,$(1),$(src)/$(1).mod.o)

$(src)/$(1).mod.c: tools/module.mk
	@printf '%s\n' '/* made by tools/module.mk */' \
		'#include <linux/module.h>' \
		'int init_module(void) __attribute__((weak));' \
		'void cleanup_module(void) __attribute__((weak));' \
		'MODULE_INFO(name, KBUILD_MODNAME);' \
		'MODULE_INFO(vermagic, VERMAGIC_STRING);' \
		'struct module __this_module' \
		'	__section(".gnu.linkonce.this_module") __used = {' \
		'	.name = KBUILD_MODNAME,' \
		'	.init = init_module,' \
		'	.exit = cleanup_module,' \
		'};' > $$@

$(src)/$(1).ko: $(call parts,$(1)) $(src)/$(1).mod.o tools/module.lds
	@echo "  LD [M]  $(1).ko"
	$$(Q)$$(LD) -r -T tools/module.lds --build-id=none \
		-z noexecstack -o $$@ $$(filter %.o,$$^)
endef

$(foreach mod,$(mods),$(eval $(call module,$(mod))))

.PHONY: modules modules_clean
.DEFAULT_GOAL := modules
modules: $(mods:%=$(src)/%.ko)

# What else one might call with M=: as for the kernel.
modules_clean:
	$(Q)rm -f $(foreach mod,$(mods),$(call parts,$(mod)) \
		$(addprefix $(src)/$(mod),.ko .mod.c .mod.o)) $(src)/.*.o.d
