package dev.millrace.testkit.schedule.weave;

import dev.millrace.testkit.schedule.Hooks;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.constantpool.LoadableConstantEntry;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.MethodHandleEntry;
import java.lang.classfile.instruction.ArrayLoadInstruction;
import java.lang.classfile.instruction.ArrayStoreInstruction;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.classfile.instruction.LineNumber;
import java.lang.classfile.instruction.MonitorInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.constant.ConstantDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.DynamicCallSiteDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Rewrites the code of one method, instruction by instruction.
 *
 * <p>In a class initialiser, and in what it calls, there are no points, since the JVM holds a lock meanwhile; in a constructor there are none
 * before it has called another one, since nobody else can see the object so far.
 */
final class CodeWeaver implements CodeTransform {

    private static final String METAFACTORY = "java/lang/invoke/LambdaMetafactory";
    private static final int IMPLEMENTATION = 1; // its static argument that names the method behind a lambda

    private final WovenClass woven;
    private final String method;
    private final boolean isStatic;
    private final boolean isSynchronized;
    private final boolean isInitializer;
    private final Set<Label> passed = new HashSet<>();
    private int line;
    private boolean points;
    private int newObjects; // allocated, and their constructor not yet called, before this() or super()
    private @Nullable Label start; // of the body of a synchronized method or an initialiser
    private @Nullable Label handler;

    CodeWeaver(WovenClass woven, MethodModel model) {
        this.woven = woven;
        method = model.methodName().stringValue();
        isStatic = model.flags().has(AccessFlag.STATIC);
        isSynchronized = model.flags().has(AccessFlag.SYNCHRONIZED);
        isInitializer = method.equals("<clinit>");
        points = woven.hasPoints() && !method.startsWith("<") && !method.equals("$deserializeLambda$");
    }

    /** Whether the instruction will not stay alone; the elements must come in their order here too. */
    boolean changes(CodeElement element) {
        boolean changes = switch (element) {
            case LabelTarget target -> {
                passed.add(target.label());
                yield false;
            }
            case BranchInstruction jump -> woven.hasPoints() && passed.contains(jump.target());
            case FieldInstruction access -> points && isShared(access);
            case ArrayLoadInstruction _,ArrayStoreInstruction _ -> points;
            case MonitorInstruction _ -> true;
            case InvokeInstruction call ->
                replacement(call) != null || Replacement.isUnseeded(call) || (points && isShared(call)) || orders(call);
            case InvokeDynamicInstruction call -> implementation(call) != null;
            default -> false;
        };
        watchConstruction(element);
        return changes;
    }

    @Override
    public void atStart(CodeBuilder code) {
        if (isSynchronized || isInitializer) {
            start = code.newLabel();
            handler = code.newLabel();
            enter(code);
            code.labelBinding(start);
        }
    }

    @Override
    public void accept(CodeBuilder code, CodeElement element) {
        switch (element) {
            case LineNumber number -> line = number.line();
            case LabelTarget target -> passed.add(target.label());
            case BranchInstruction jump when woven.hasPoints() && passed.contains(jump.target()) ->
                code.invokestatic(Replacement.HOOKS, "loop", ConstantDescs.MTD_void);
            case FieldInstruction access when points && isShared(access) -> {
                point(code, label(access));
                boolean isVolatile = isVolatile(access);
                if (isVolatile || !reads(access)) {
                    new OrderWriter(code).beforeField(access, number(access), isVolatile);
                }
            }
            case ArrayLoadInstruction _ when points -> point(code, "read []");
            case ArrayStoreInstruction store when points -> {
                point(code, "write []");
                new OrderWriter(code).beforeStore(store.typeKind().asLoadable());
            }
            default -> {}
        }
        switch (element) {
            case MonitorInstruction monitor -> monitor(code, monitor.opcode() == Opcode.MONITORENTER);
            case InvokeInstruction call -> call(code, call);
            case InvokeDynamicInstruction call -> callDynamic(code, call);
            case ReturnInstruction _ when isSynchronized || isInitializer -> {
                exit(code);
                code.with(element);
            }
            default -> code.with(element);
        }
        watchConstruction(element);
    }

    /** Ends what {@link #enter} began when an exception leaves a synchronized method or an initialiser. */
    @Override
    public void atEnd(CodeBuilder code) {
        if (start != null && handler != null) {
            Label end = code.newBoundLabel();
            code.labelBinding(handler);
            exit(code);
            code.athrow().exceptionCatchAll(start, end, handler);
        }
    }

    private void loadMonitor(CodeBuilder code) {
        if (isStatic) {
            code.loadConstant(woven.type());
        } else {
            code.aload(0);
        }
    }

    private void enter(CodeBuilder code) {
        if (isInitializer) {
            code.iconst_1().invokestatic(Replacement.HOOKS, "initialize", Weaver.INITIALIZE);
            return;
        }
        loadMonitor(code);
        woven.countYield();
        code.invokestatic(Replacement.HOOKS, "enter", Weaver.MONITOR);
    }

    private void exit(CodeBuilder code) {
        if (isInitializer) {
            code.iconst_0().invokestatic(Replacement.HOOKS, "initialize", Weaver.INITIALIZE);
            return;
        }
        loadMonitor(code);
        code.invokestatic(Replacement.HOOKS, "exit", Weaver.MONITOR);
    }

    private void monitor(CodeBuilder code, boolean enters) {
        woven.countYield();
        code.invokestatic(Replacement.HOOKS, enters ? "enter" : "exit", Weaver.MONITOR);
    }

    private void point(CodeBuilder code, String access) {
        code.loadConstant(woven.point(method, line, access))
                .invokestatic(Replacement.HOOKS, "point", Weaver.POINT);
    }

    private void call(CodeBuilder code, InvokeInstruction call) {
        if (Replacement.isUnseeded(call)) {
            code.invokestatic(Replacement.DRAWS, "seed", Replacement.SEED)
                    .invokespecial(call.owner().asSymbol(), ConstantDescs.INIT_NAME, Replacement.SEEDED);
            return;
        }
        Replacement replacement = replacement(call);
        if (replacement != null) {
            if (replacement.yields()) {
                woven.countYield();
            }
            code.invokestatic(replacement.owner(), replacement.name(), replacement.type());
            return;
        }
        if (points && isShared(call)) {
            point(code, "call " + call.owner().asSymbol().displayName() + "." + call.name().stringValue());
        }
        if (!orders(call)) {
            code.with(call);
            return;
        }
        MemoryOrder order = order(call);
        if (order.compares()) {
            new OrderWriter(code).compare(order, call);
            return;
        }
        new OrderWriter(code).beforeCall(order, call);
        code.with(call);
        if (MemoryOrder.isLong(order, declaring(call), call.typeSymbol())) {
            new OrderWriter(code).afterLongCall();
        }
        if (order.equals(MemoryOrder.SUBMISSION)) {
            new OrderWriter(code).afterSubmission();
        }
    }

    private boolean orders(InvokeInstruction call) {
        return woven.hasPoints() && order(call).order() != 0;
    }

    private MemoryOrder order(InvokeInstruction call) {
        String owner = declaring(call);
        String name = call.name().stringValue();
        if (HarmlessCall.isCallback(owner)) {
            return call.opcode() == Opcode.INVOKESTATIC || call.opcode() == Opcode.INVOKESPECIAL
                    ? MemoryOrder.NONE
                    : MemoryOrder.CALLBACK;
        }
        if (MemoryOrder.knows(owner)) {
            return MemoryOrder.of(owner, name, call.typeSymbol());
        }
        if (owner.equals("java/util/concurrent/Executor")) {
            return MemoryOrder.SUBMISSION;
        }
        if (!woven.isOutside(owner, name)) {
            return MemoryOrder.NONE;
        }
        boolean hasObject = call.opcode() != Opcode.INVOKESTATIC && call.opcode() != Opcode.INVOKESPECIAL;
        return hasObject ? MemoryOrder.ANY_OF_AN_OBJECT : MemoryOrder.ANY;
    }

    private @Nullable Replacement replacement(InvokeInstruction call) {
        return Replacement.of(call.opcode(), call.owner().asInternalName(), call.name().stringValue(),
                call.type().stringValue(), woven);
    }

    private boolean isShared(InvokeInstruction call) {
        return isShared(declaring(call), call.name().stringValue(), call.opcode());
    }

    /** Whether the method touches what others may touch: it is known to, or it is not woven, and unknown. */
    private boolean isShared(String declaring, String name, Opcode opcode) {
        return SharedCall.is(declaring, name, opcode == Opcode.INVOKESTATIC)
                || (woven.isOutside(declaring, name) && !HarmlessCall.isCallback(declaring));
    }

    private String declaring(InvokeInstruction call) {
        return woven.hierarchy().declaring(call.owner().asInternalName(), call.name().stringValue(),
                call.type().stringValue());
    }

    private boolean isShared(FieldInstruction access) {
        return !woven.hierarchy().isFinal(access.owner().asInternalName(), access.name().stringValue(),
                access.type().stringValue());
    }

    private boolean isVolatile(FieldInstruction access) {
        return woven.hierarchy().isVolatile(access.owner().asInternalName(), access.name().stringValue(),
                access.type().stringValue());
    }

    private int number(FieldInstruction access) {
        String name = access.name().stringValue();
        String declaring = woven.hierarchy().declaringField(access.owner().asInternalName(), name,
                access.type().stringValue());
        return Hooks.field(declaring.replace('/', '.'), name);
    }

    private static boolean reads(FieldInstruction access) {
        return access.opcode() == Opcode.GETFIELD || access.opcode() == Opcode.GETSTATIC;
    }

    private static String label(FieldInstruction access) {
        return (reads(access) ? "read " : "write ") + access.name().stringValue();
    }

    /** Turns points on once the constructor has called another one of its class or of the super class. */
    private void watchConstruction(CodeElement element) {
        if (points || !method.equals("<init>") || !woven.hasPoints()) {
            return;
        }
        if (element instanceof NewObjectInstruction) {
            newObjects++;
        } else if (element instanceof InvokeInstruction call && call.opcode() == Opcode.INVOKESPECIAL
                && call.name().equalsString("<init>")) {
            String owner = call.owner().asInternalName();
            points = newObjects == 0 && (owner.equals(woven.internalName()) || owner.equals(woven.superName()));
            newObjects = Math.max(0, newObjects - 1);
        }
    }

    private void callDynamic(CodeBuilder code, InvokeDynamicInstruction call) {
        DirectMethodHandleDesc implementation = implementation(call);
        if (implementation == null) {
            code.with(call);
            return;
        }
        List<ConstantDesc> arguments = new ArrayList<>(call.bootstrapArgs());
        arguments.set(IMPLEMENTATION, stand(implementation, call.typeSymbol()));
        code.invokedynamic(DynamicCallSiteDesc.of(call.bootstrapMethod(), call.name().stringValue(),
                call.typeSymbol(), arguments.toArray(ConstantDesc[]::new)));
    }

    /** The method behind a method reference, if it is replaced or needs a point; null otherwise. */
    private @Nullable DirectMethodHandleDesc implementation(InvokeDynamicInstruction call) {
        var bootstrap = call.invokedynamic().bootstrap();
        MemberRefEntry factory = bootstrap.bootstrapMethod().reference();
        if (!factory.owner().asInternalName().equals(METAFACTORY)) {
            return null;
        }
        LoadableConstantEntry argument = bootstrap.arguments().get(IMPLEMENTATION);
        if (!(argument instanceof MethodHandleEntry entry)) {
            return null;
        }
        DirectMethodHandleDesc handle = entry.asSymbol();
        Opcode opcode = opcode(handle.kind());
        boolean found = replacement(handle) != null
                || (opcode != null && woven.hasPoints() && isShared(declaring(handle), handle.methodName(), opcode));
        return found ? handle : null;
    }

    private @Nullable Replacement replacement(DirectMethodHandleDesc handle) {
        String owner = Hierarchy.internalName(handle.owner());
        if (handle.kind() == DirectMethodHandleDesc.Kind.CONSTRUCTOR) {
            return Replacement.ofUnseeded(owner, handle.lookupDescriptor());
        }
        Opcode opcode = opcode(handle.kind());
        return opcode == null
                ? null
                : Replacement.of(opcode, owner, handle.methodName(), handle.lookupDescriptor(), woven);
    }

    private String declaring(DirectMethodHandleDesc handle) {
        return woven.hierarchy().declaring(Hierarchy.internalName(handle.owner()), handle.methodName(),
                handle.lookupDescriptor());
    }

    /** @param captured what the reference is bound to, which the factory of lambdas wants the method to take as it is */
    private DirectMethodHandleDesc stand(DirectMethodHandleDesc handle, MethodTypeDesc captured) {
        Replacement replacement = replacement(handle);
        if (replacement != null && replacement.yields()) {
            woven.countYield();
        }
        Opcode opcode = opcode(handle.kind());
        if (replacement != null && (opcode == null || replacement.takes(captured))) {
            return replacement.handle();
        }
        if (opcode == null) {
            throw new AssertionError("kind without an opcode: " + handle);
        }
        boolean bound = opcode != Opcode.INVOKESTATIC && captured.parameterCount() > 0;
        var target = new Bridge.Target(opcode, bound ? captured.parameterType(0) : handle.owner(), handle.owner(),
                declaring(handle), handle.methodName(), MethodTypeDesc.ofDescriptor(handle.lookupDescriptor()),
                handle.isOwnerInterface());
        return woven.bridge(method, line, target, replacement).handle();
    }

    /** How a handle of this kind calls; null for constructors, {@code super} calls and fields. */
    private static @Nullable Opcode opcode(DirectMethodHandleDesc.Kind kind) {
        return switch (kind) {
            case STATIC, INTERFACE_STATIC -> Opcode.INVOKESTATIC;
            case VIRTUAL -> Opcode.INVOKEVIRTUAL;
            case INTERFACE_VIRTUAL -> Opcode.INVOKEINTERFACE;
            default -> null;
        };
    }
}
