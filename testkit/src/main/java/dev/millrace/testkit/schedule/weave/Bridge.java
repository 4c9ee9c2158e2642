package dev.millrace.testkit.schedule.weave;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.MethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A static method that passes a point and then calls the target of a method reference such as
 * {@code counter::incrementAndGet}, which has no instruction of its own to put the point before.
 *
 * @param name        the name of the static method
 * @param target      what the reference named
 * @param replacement what is called in its place, and has its point; null if it is called itself
 * @param isInterface whether the woven type is an interface
 * @param type        the woven type
 * @param site        the number of the point
 */
record Bridge(String name, Target target, @Nullable Replacement replacement, boolean isInterface, ClassDesc type,
        int site) {

    /**
     * @param opcode      how it is called
     * @param receiver    what the object is, if it has one
     * @param owner       what it is called by
     * @param declaring   where it is declared, an internal name
     * @param name        its name
     * @param type        its parameters, without the receiver
     * @param ofInterface whether the owner is an interface
     */
    record Target(Opcode opcode, ClassDesc receiver, ClassDesc owner, String declaring, String name,
            MethodTypeDesc type,
            boolean ofInterface) {

        String label() {
            return owner.displayName() + "." + name;
        }

        MethodTypeDesc typeWithReceiver() {
            return opcode == Opcode.INVOKESTATIC ? type : type.insertParameterTypes(0, receiver);
        }
    }

    DirectMethodHandleDesc handle() {
        var kind = isInterface ? DirectMethodHandleDesc.Kind.INTERFACE_STATIC : DirectMethodHandleDesc.Kind.STATIC;
        return MethodHandleDesc.ofMethod(kind, type, name, target.typeWithReceiver());
    }

    void write(ClassBuilder builder) {
        builder.withMethodBody(name, target.typeWithReceiver(),
                ClassFile.ACC_PRIVATE | ClassFile.ACC_STATIC | ClassFile.ACC_SYNTHETIC,
                replacement == null ? this::callAtAPoint : this::callReplacement);
    }

    private void callReplacement(CodeBuilder code) {
        Replacement called = Objects.requireNonNull(replacement);
        loadArguments(code);
        code.invokestatic(called.owner(), called.name(), called.type())
                .return_(TypeKind.from(target.type().returnType()));
    }

    private void loadArguments(CodeBuilder code) {
        int slot = 0;
        for (ClassDesc parameter : target.typeWithReceiver().parameterList()) {
            TypeKind kind = TypeKind.from(parameter);
            code.loadLocal(kind, slot);
            slot += kind.slotSize();
        }
    }

    private void callAtAPoint(CodeBuilder code) {
        code.loadConstant(site).invokestatic(Replacement.HOOKS, "point", Weaver.POINT);
        boolean isStatic = target.opcode() == Opcode.INVOKESTATIC;
        var order = MemoryOrder.knows(target.declaring())
                ? MemoryOrder.of(target.declaring(), target.name(), target.type())
                : isStatic ? MemoryOrder.ANY : MemoryOrder.ANY_OF_AN_OBJECT;
        new OrderWriter(code).beforeCallOfLocals(order, target.name(), target.typeWithReceiver(), isStatic);
        loadArguments(code);
        code.invoke(target.opcode(), target.owner(), target.name(), target.type(), target.ofInterface());
        if (order.compares()) {
            new OrderWriter(code).afterCompareOfLocals(TypeKind.from(target.type().returnType()));
        }
        if (MemoryOrder.isLong(order, target.declaring(), target.type())) {
            new OrderWriter(code).afterLongCall();
        }
        code.return_(TypeKind.from(target.type().returnType()));
    }
}
