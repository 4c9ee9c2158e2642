package dev.millrace.testkit.schedule.weave;

import dev.millrace.testkit.schedule.Hooks;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.List;

/** Writes the calls of {@link Hooks#order} and {@link Hooks#fence} before an access that orders memory. */
record OrderWriter(CodeBuilder code) {

    /** Leaves the stack as the access needs it. */
    void beforeField(FieldInstruction access, int field, boolean isVolatile) {
        boolean isWide = TypeKind.from(access.typeSymbol()).slotSize() == 2;
        int store = isVolatile ? Hooks.RELEASE : Hooks.STORE;
        switch (access.opcode()) {
            case GETFIELD -> ordered(code.dup(), field, Hooks.ACQUIRE);
            case GETSTATIC -> ordered(code.aconst_null(), field, Hooks.ACQUIRE);
            case PUTSTATIC -> ordered(code.aconst_null(), field, store);
            case PUTFIELD -> {
                if (isWide) {
                    ordered(code.dup2_x1().pop2().dup(), field, store);
                    code.dup_x2().pop();
                } else {
                    ordered(code.dup2().pop(), field, store);
                }
            }
            default -> throw new AssertionError(access);
        }
    }

    /** The object is on the stack. */
    private static void ordered(CodeBuilder code, int field, int order) {
        code.loadConstant(field).loadConstant(order)
                .invokestatic(Replacement.HOOKS, "orderField", MemoryOrder.ORDER_FIELD);
    }

    /** The array, the index and the value are on the stack. */
    void beforeStore(TypeKind element) {
        code.block(inner -> {
            int value = inner.allocateLocal(element);
            inner.storeLocal(element, value).dup2().i2l().loadConstant(Hooks.STORE)
                    .invokestatic(Replacement.HOOKS, "order", MemoryOrder.ORDER)
                    .loadLocal(element, value);
        });
    }

    /** Before a call whose arguments are on the stack: they are put aside, and come back. */
    void beforeCall(MemoryOrder order, InvokeInstruction call) {
        if (order.place() == MemoryOrder.Place.FENCE) {
            fence(order);
            return;
        }
        code.block(inner -> new OrderWriter(inner).orderAside(order, call));
    }

    /** The call itself too, and then whether it has written. */
    void compare(MemoryOrder order, InvokeInstruction call) {
        code.block(inner -> {
            int[] slots = new OrderWriter(inner).orderAside(order, call);
            inner.with(call);
            int expected = slots.length - 2;
            TypeKind found = TypeKind.from(call.typeSymbol().returnType());
            if (found == TypeKind.BOOLEAN && !call.name().stringValue().contains("Exchange")) {
                inner.dup();
                compared(inner, ConstantDescs.CD_boolean);
            } else if (expected < 0 || found.asLoadable() != TypeKind.from(
                    call.typeSymbol().parameterType(expected)).asLoadable()) {
                inner.iconst_1(); // nobody looks at what it has found
                compared(inner, ConstantDescs.CD_boolean);
            } else {
                TypeKind kind = found.asLoadable();
                (kind.slotSize() == 2 ? inner.dup2() : inner.dup()).loadLocal(kind, slots[expected]);
                ClassDesc type = kind == TypeKind.REFERENCE ? ConstantDescs.CD_Object : kind.upperBound();
                compared(inner, type, type);
            }
        });
    }

    private static void compared(CodeBuilder code, ClassDesc... types) {
        code.invokestatic(Replacement.HOOKS, "compared", MethodTypeDesc.of(ConstantDescs.CD_void, types));
    }

    /** After a call that may have run woven code, or waited. */
    void afterLongCall() {
        fence(MemoryOrder.ANY);
    }

    void afterSubmission() {
        code.invokestatic(Replacement.HOOKS, "submitted", ConstantDescs.MTD_void);
    }

    private void fence(MemoryOrder order) {
        code.loadConstant(order.order()).invokestatic(Replacement.HOOKS, "fence", MemoryOrder.FENCE);
    }

    /** Where the arguments have been put aside. */
    private int[] orderAside(MemoryOrder order, InvokeInstruction call) {
        List<ClassDesc> types = call.typeSymbol().parameterList();
        int[] slots = new int[types.size()];
        for (int i = slots.length - 1; i >= 0; i--) {
            TypeKind kind = TypeKind.from(types.get(i));
            slots[i] = code.allocateLocal(kind);
            code.storeLocal(kind, slots[i]);
        }
        boolean receives = call.opcode() != Opcode.INVOKESTATIC;
        if (order.place() == MemoryOrder.Place.CALLBACK) {
            code.dup().invokestatic(Replacement.HOOKS, "callback", MemoryOrder.CALLED);
        } else if (order.place() == MemoryOrder.Place.TASK) {
            code.dup().invokestatic(Replacement.HOOKS, "submit", MemoryOrder.CALLED);
        } else if (order.place() == MemoryOrder.Place.OUTSIDE) {
            code.dup();
            outside(call.name().stringValue(), types.size());
        } else if (order.place() == MemoryOrder.Place.RECEIVER && receives) {
            code.dup();
            orderAt(order, types, slots, 0, order.arguments(), MemoryOrder.ORDER);
        } else {
            boolean byHandle = receives && call.owner().asInternalName().equals("java/lang/invoke/VarHandle");
            if (byHandle) {
                code.dup();
            }
            boolean isNamed = order.arguments() > 0 && !types.get(0).isPrimitive();
            if (isNamed) {
                code.aload(slots[0]);
            } else {
                code.aconst_null();
            }
            orderAt(order, types, slots, 1, order.arguments() - 1,
                    byHandle ? MemoryOrder.ORDER_BY_HANDLE : MemoryOrder.ORDER);
        }
        for (int i = 0; i < slots.length; i++) {
            code.loadLocal(TypeKind.from(types.get(i)), slots[i]);
        }
        return slots;
    }

    /** The object is on the stack. */
    private void outside(String name, int parameters) {
        code.loadConstant(name + "/" + parameters)
                .invokestatic(Replacement.HOOKS, "outside", MemoryOrder.OUTSIDE);
    }

    /** The object is on the stack; the index, if there is one, in the local of the parameter {@code at}. */
    private void orderAt(MemoryOrder order, List<ClassDesc> types, int[] slots, int at, int indices,
            MethodTypeDesc hook) {
        if (indices > 0 && MemoryOrder.isIndex(types.get(at))) {
            TypeKind kind = TypeKind.from(types.get(at));
            code.loadLocal(kind, slots[at]);
            if (kind == TypeKind.INT) {
                code.i2l();
            }
        } else {
            code.lconst_0();
        }
        code.loadConstant(order.order()).invokestatic(Replacement.HOOKS, "order", hook);
    }

    /** After a call of locals that compares: whether it has written; the result is on the stack. */
    void afterCompareOfLocals(TypeKind result) {
        if (result == TypeKind.BOOLEAN) {
            code.dup();
        } else {
            code.iconst_1(); // what it has found is not compared
        }
        compared(code, ConstantDescs.CD_boolean);
    }

    /** Before a call whose receiver and arguments are the locals from 0 on. */
    void beforeCallOfLocals(MemoryOrder order, String name, MethodTypeDesc typeWithReceiver, boolean isStatic) {
        if (order.order() == 0) {
            return;
        }
        if (order.place() == MemoryOrder.Place.FENCE) {
            fence(order);
            return;
        }
        if (order.place() == MemoryOrder.Place.OUTSIDE) {
            code.aload(0);
            outside(name, typeWithReceiver.parameterCount() - 1);
            return;
        }
        List<ClassDesc> types = typeWithReceiver.parameterList();
        int[] slots = new int[types.size()];
        for (int i = 1; i < slots.length; i++) {
            slots[i] = slots[i - 1] + TypeKind.from(types.get(i - 1)).slotSize();
        }
        boolean atReceiver = order.place() == MemoryOrder.Place.RECEIVER;
        int object = atReceiver || isStatic ? 0 : 1;
        code.aload(slots[object]);
        orderAt(order, types, slots, object + 1, atReceiver ? order.arguments() : order.arguments() - 1,
                MemoryOrder.ORDER);
    }
}
