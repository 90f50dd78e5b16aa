/**
 * Fields that V8 keeps as doubles from the beginning.
 *
 * V8 keeps a field as a small integer until it gets a fraction or a number of more than 31 bits. Then the shape of all
 * objects of its kind changes, and V8 throws away every compiled function that knows the shape. When the fees that an
 * exchange had collected became that large, it compiled 35 functions of the engine again in the middle of a flood.
 */

type NumberField<Owner> = {
  [Name in keyof Owner]-?: Owner[Name] extends number ? Name : never;
}[keyof Owner];

/**
 * @param fields fields of a new object that may get such numbers
 * @returns the object, with all its values
 */
export function withDoubles<Owner extends object>(
  owner: Owner,
  fields: readonly NumberField<Owner>[],
): Owner {
  const numbers = owner as Record<NumberField<Owner>, number>;
  for (const field of fields) {
    const value = numbers[field];
    numbers[field] = 0.5;
    numbers[field] = value;
  }
  return owner;
}
