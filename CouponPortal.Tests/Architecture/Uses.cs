using Mono.Cecil;
using Mono.Cecil.Rocks;

namespace CouponPortal.Tests.Architecture;

/// <summary>
/// Every type that a type's code names: in its shape, its attributes, and the instructions of its methods, also those that the compiler made of lambdas,
/// iterators and async methods.
/// </summary>
internal static class Uses
{
    public static IEnumerable<TypeReference> Of(TypeDefinition type)
    {
        var found = new List<TypeReference?> { type.BaseType };
        found.AddRange(type.Interfaces.Select(i => i.InterfaceType));
        found.AddRange(type.Fields.Select(f => f.FieldType));
        found.AddRange(type.Properties.Select(p => p.PropertyType));
        found.AddRange(type.Events.Select(e => e.EventType));
        found.AddRange(type.GenericParameters.SelectMany(Constraints));
        IEnumerable<ICustomAttributeProvider> marked = [type, .. type.Fields, .. type.Properties, .. type.Events, .. type.Methods, .. type.Methods.SelectMany(m => m.Parameters)];
        found.AddRange(marked.SelectMany(m => m.CustomAttributes).SelectMany(OfAttribute));
        found.AddRange(type.Methods.SelectMany(OfMethod));
        return found.SelectMany(Parts);
    }

    private static IEnumerable<TypeReference?> OfMethod(MethodDefinition method)
    {
        var shape = Signature(method).Concat(method.GenericParameters.SelectMany(Constraints));
        if (!method.HasBody)
        {
            return shape;
        }

        return shape
            .Concat(method.Body.Variables.Select(v => v.VariableType))
            .Concat(method.Body.ExceptionHandlers.Select(h => h.CatchType))
            .Concat(method.Body.Instructions.SelectMany(i => i.Operand switch
            {
                TypeReference named => [named],
                FieldReference field => [field.DeclaringType, field.FieldType],
                MethodReference { Name: "get_CurrentManagedThreadId" } => [], // the compiler's, in every iterator
                MethodReference called => Signature(called).Append(called.DeclaringType),
                _ => Enumerable.Empty<TypeReference?>(),
            }));
    }

    private static IEnumerable<TypeReference?> Signature(MethodReference method)
    {
        var types = method.Parameters.Select(p => p.ParameterType).Append(method.ReturnType);
        return method is GenericInstanceMethod instance ? types.Concat(instance.GenericArguments) : types;
    }

    private static IEnumerable<TypeReference?> OfAttribute(CustomAttribute attribute) =>
        attribute.ConstructorArguments.Select(a => a.Value as TypeReference).Append(attribute.AttributeType);

    private static IEnumerable<TypeReference?> Constraints(GenericParameter parameter) => parameter.Constraints.Select(c => c.ConstraintType);

    /// <summary>A type itself and its type arguments, without arrays, references and modifiers around it.</summary>
    private static IEnumerable<TypeReference> Parts(TypeReference? type) => type switch
    {
        null or GenericParameter => [],
        GenericInstanceType generic => generic.GenericArguments.SelectMany(Parts).Append(generic.ElementType),
        TypeSpecification wrapped => Parts(wrapped.ElementType),
        _ => [type],
    };

    public static IEnumerable<TypeDefinition> TypesOf(AssemblyDefinition assembly) => assembly.MainModule.GetAllTypes();
}
