interface ModelFamily {
  readonly models: RegExp;
  readonly doNotTake: readonly string[];
}

/**
 * What is known of models before they are asked, from OpenAI's reference. Newer ones of gpt-5 (gpt-5.1, …) are not
 * here for sampling: what they take depends on their effort, and they say so themselves.
 */
const modelFamilies: readonly ModelFamily[] = [
  {
    models:
      /^(?:openai\/)?(?:o[134](?:$|[-:])|gpt-5(?:-mini|-nano|-pro|-codex)?(?:-\d{4}-\d\d-\d\d)?(?:$|:))/,
    doNotTake: [
      'temperature',
      'top_p',
      'presence_penalty',
      'frequency_penalty',
      'logprobs',
      'top_logprobs',
      'logit_bias',
    ],
  },
  // By OpenAI's own names: routers that put a slash before them take the older one for every model.
  { models: /^(?:o[134](?:$|-)|gpt-5(?!.*-chat)(?:$|[-.]))/, doNotTake: ['max_tokens'] },
  { models: /^(?:openai\/)?text-embedding-ada-002$/, doNotTake: ['dimensions'] },
];

/** The parameters that a model of this name is known to refuse. */
export const untakenBy = (model: string): string[] =>
  modelFamilies.filter(({ models }) => models.test(model)).flatMap(({ doNotTake }) => doNotTake);
