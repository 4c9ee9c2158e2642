package dev.millrace.testkit.schedule.weave;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.InvocationTargetException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A method that is woven grows, and the JVM takes no method of more than 64 KiB. */
class LargeMethodTest {

    private static final String NAME = "com.acme.Large";
    private static final MethodTypeDesc INT = MethodTypeDesc.of(ConstantDescs.CD_int);
    private static final int INCREMENTS = 6_000; // of 10 bytes each

    /** Knows one class, with a method that is small and one that is large. */
    private static final class Generated extends ClassLoader {

        private final byte[] classFile;

        Generated() {
            super(LargeMethodTest.class.getClassLoader());
            ClassDesc type = ClassDesc.of(NAME);
            int flags = ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC;
            classFile = ClassFile.of().build(type, builder -> {
                builder.withFlags(ClassFile.ACC_PUBLIC).withField("sum", ConstantDescs.CD_int, flags);
                for (String name : List.of("small", "large")) {
                    builder.withMethodBody(name, INT, flags | ClassFile.ACC_SYNCHRONIZED, code -> {
                        for (int i = name.equals("small") ? 1 : INCREMENTS; i > 0; i--) {
                            code.getstatic(type, "sum", ConstantDescs.CD_int).loadConstant(1000).iadd()
                                    .putstatic(type, "sum", ConstantDescs.CD_int);
                        }
                        code.getstatic(type, "sum", ConstantDescs.CD_int).ireturn();
                    });
                }
            });
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (!name.equals(NAME)) {
                throw new ClassNotFoundException(name);
            }
            return defineClass(name, classFile, 0, classFile.length);
        }

        @Override
        public InputStream getResourceAsStream(String name) {
            return name.equals(NAME.replace('.', '/') + ".class")
                    ? new ByteArrayInputStream(classFile)
                    : super.getResourceAsStream(name);
        }
    }

    @Test
    void method_tooLargeWhenWoven_isRefusedByItselfAlone() throws Exception {
        Class<?> original = new Generated().loadClass(NAME);
        assertThat(original.getMethod("large").invoke(null)).isEqualTo(INCREMENTS * 1000);

        Class<?> twin = WovenWorld
                .of(WeavingLoader.builder().parent(original.getClassLoader()).packages("com.acme")).loader
                .woven(original);
        assertThat(twin.getMethod("small").invoke(null)).isEqualTo(1000);
        assertThatThrownBy(() -> twin.getMethod("large").invoke(null)).isInstanceOf(InvocationTargetException.class)
                .cause().isInstanceOf(WeavingException.class)
                .hasMessage("weaving: method=com.acme.Large.large()int (expected: at most 64 KiB of code when woven,"
                        + " the limit of class files); split it, or move it to a class that is not woven");
    }
}
