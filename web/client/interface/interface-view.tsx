/** The HTTP interface, from the document that the server makes of its own routes. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { PlainFailure } from '../../server/failure.ts';
import type { LimitDefinition, LimitName } from '../../server/limits.ts';
import { failureOf, getJson } from '../api.ts';
import { FailureNote } from '../run-progress.tsx';

/** An OpenAPI document, as far as it is shown. */
interface OpenApi {
  readonly info: { readonly description?: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

interface Operation {
  readonly summary: string;
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly description?: string;
    readonly required?: boolean;
  }[];
  readonly requestBody?: {
    readonly content: Readonly<Record<string, { readonly schema?: object }>>;
  };
  readonly responses: Readonly<Record<string, object>>;
}

type Limits = Readonly<Record<LimitName, LimitDefinition>>;

export default function InterfaceView() {
  const found = useSignal<readonly [OpenApi, Limits] | null>(null);
  const failure = useSignal<PlainFailure | null>(null);
  useEffect(() => {
    Promise.all([getJson<OpenApi>('api/openapi.json'), getJson<Limits>('api/limits')]).then(
      (both) => {
        found.value = both;
      },
      (error) => {
        failure.value = failureOf(error);
      },
    );
  }, [found, failure]);
  const [document, limits] = found.value ?? [];
  return (
    <>
      <h1>HTTP interface</h1>
      <FailureNote failure={failure.value} />
      <p>{document?.info.description}</p>
      <p>
        <a href="api/openapi.json">The same as an OpenAPI document.</a> Every refusal is an object
        <code> error</code> with <code>code</code>, <code>message</code>, <code>limit</code> and{' '}
        <code>problems</code>.
      </p>
      {Object.entries(document?.paths ?? {}).flatMap(([path, operations]) =>
        Object.entries(operations).map(([method, operation]) => {
          const name = `${method.toUpperCase()} ${path}`;
          return <OperationView key={name} name={name} operation={operation} />;
        }),
      )}
      <h2>Limits</h2>
      <dl class="long">
        {Object.entries(limits ?? {}).map(([name, { value, describe }]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              {value.toLocaleString('en-US')} {describe}
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}

function OperationView({ name, operation }: { name: string; operation: Operation }) {
  const { summary, parameters = [], requestBody, responses } = operation;
  return (
    <section>
      <h2 class="operation">{name}</h2>
      <p>{summary}.</p>
      {parameters.length > 0 && (
        <ul>
          {parameters.map((parameter) => (
            <li key={parameter.name}>
              <code>{parameter.name}</code> (in the {parameter.in}
              {parameter.required ? ', needed' : ''}) {parameter.description}
            </li>
          ))}
        </ul>
      )}
      {Object.entries(requestBody?.content ?? {}).map(([type, { schema }]) => (
        <details key={type}>
          <summary>Body: {type}</summary>
          <pre class="command">{JSON.stringify(schema, null, 2)}</pre>
        </details>
      ))}
      <p class="quiet">Answers: {Object.keys(responses).join(', ')}</p>
    </section>
  );
}
