/** What is set cannot be. `message` is one line that names where it was set, and what it takes. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}
