using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using CouponPortal.Domain;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace CouponPortal.Api;

/// <summary>/openapi/v1.json: routes and answers from the endpoints, fields and filters from their <see cref="ApiOperation"/>.</summary>
internal static class ApiDocument
{
    public const string Name = "v1";
    private const string Scheme = "bearer";

    public static void AddApiDocument(this IServiceCollection services)
    {
        // The document names fields and values as ApiResults writes them.
        services.ConfigureHttpJsonOptions(options =>
        {
            options.SerializerOptions.PropertyNamingPolicy = ApiResults.Json.PropertyNamingPolicy;
            options.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
            foreach (var converter in ApiResults.Json.Converters)
            {
                options.SerializerOptions.Converters.Add(converter);
            }
        });
        services.AddOpenApi(Name, options =>
        {
            options.ShouldInclude = description => description.ActionDescriptor.EndpointMetadata.OfType<ApiOperation>().Any() && description.HttpMethod != HttpMethods.Head;
            options.AddDocumentTransformer(DescribeAsync);
            options.AddOperationTransformer(DescribeAsync);
        });
    }

    private static Task DescribeAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancel)
    {
        document.Info = new OpenApiInfo
        {
            Title = "CouponPortal",
            Version = Name,
            Description = "Times are RFC 3339 in UTC, days yyyy-mm-dd, amounts decimal strings beside their currency. A foreign row and a missing row are the same 404; named in a body, the same fault of its field. "
                + "Errors are application/problem+json with a stable code. Objects that were created or changed may have notices: sentences for people.",
        };

        // Relative: behind a proxy this process does not know the address that its callers see.
        document.Servers = [new OpenApiServer { Url = "/" }];
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal)
        {
            [Scheme] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = Scheme, Description = "An API key of the portal." },
        };
        document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Scheme, document)] = [] }];
        return Task.CompletedTask;
    }

    private static Task DescribeAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancel)
    {
        var described = context.Description.ActionDescriptor.EndpointMetadata.OfType<ApiOperation>().Last();
        operation.Summary = described.Summary;
        operation.Parameters ??= [];
        foreach (var field in described.Query)
        {
            operation.Parameters.Add(new OpenApiParameter { Name = field.Name, In = ParameterLocation.Query, Schema = SchemaOf(field, inQuery: true), Description = DescriptionOf(field) });
        }

        if (described.Body is { } body)
        {
            operation.RequestBody = new OpenApiRequestBody
            {
                Required = described.Required.Count > 0,
                Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal) { [described.BodyType] = new() { Schema = SchemaOf(body, described.Required, described.OpenBody) } },
            };
        }

        if (context.Description.HttpMethod == HttpMethods.Post)
        {
            operation.Parameters.Add(new OpenApiParameter
            {
                Name = IdempotentPost.Header,
                In = ParameterLocation.Header,
                Schema = new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, MaxLength = IdempotentPost.MaxKey },
                Description = $"The same key with the same request gets the first answer again, for 24 hours, with {IdempotentPost.Replayed}: true.",
            });
        }

        return Task.CompletedTask;
    }

    private static OpenApiSchema SchemaOf(IReadOnlyList<ApiField> body, IReadOnlyList<string> required, bool open)
    {
        var properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal);
        foreach (var field in body)
        {
            properties[field.Name] = SchemaOf(field, inQuery: false);
        }

        return new OpenApiSchema { Type = JsonSchemaType.Object, Properties = properties, Required = required.ToHashSet(StringComparer.Ordinal), AdditionalPropertiesAllowed = open };
    }

    private static OpenApiSchema SchemaOf(ApiField field, bool inQuery)
    {
        var nullable = inQuery ? default : JsonSchemaType.Null;
        var schema = field.Kind switch
        {
            ApiFieldKind.Text => new OpenApiSchema { Type = JsonSchemaType.String | nullable },
            ApiFieldKind.Flag => new OpenApiSchema { Type = JsonSchemaType.Boolean },
            ApiFieldKind.Integer => new OpenApiSchema { Type = JsonSchemaType.Integer | nullable, Format = "int32" },
            ApiFieldKind.Integers => new OpenApiSchema { Type = JsonSchemaType.Array | nullable, Items = new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int32" } },
            ApiFieldKind.Choice => new OpenApiSchema { Type = JsonSchemaType.String, Enum = [.. NamesOf(field.Choices!).Select(n => (JsonNode)n)] },
            ApiFieldKind.Day => new OpenApiSchema { Type = JsonSchemaType.String | nullable, Format = "date" },
            ApiFieldKind.Texts => new OpenApiSchema { Type = JsonSchemaType.Array | nullable, Items = new OpenApiSchema { Type = JsonSchemaType.String } },
            ApiFieldKind.Rules => new OpenApiSchema { Type = JsonSchemaType.Object | nullable },
            ApiFieldKind.File => new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" },
            _ => throw new InvalidOperationException("ApiFieldKind has no other cases."),
        };
        schema.Description = inQuery ? null : DescriptionOf(field);
        return schema;
    }

    private static IEnumerable<string> NamesOf(Type choices) => Enum.GetNames(choices).Select(SnakeCase.Of);

    private static string? DescriptionOf(ApiField field) => field.Synonyms.Count == 0 ? null : "Also taken as " + string.Join(", ", field.Synonyms) + ".";
}
