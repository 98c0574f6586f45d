import { create } from 'zustand'
import { type RecipeField, USUAL_RECIPE } from '../../labs/recipe.ts'

interface RecipeForm {
  /** What stands in the fields, until the page is left. */
  form: Record<RecipeField, string>
  setForm: (form: Record<RecipeField, string>) => void
}

/** The form stays as it was left: people who open it again change a detail. */
export const useRecipe = create<RecipeForm>()((set) => ({
  form: Object.fromEntries(
    Object.entries(USUAL_RECIPE).map(([key, value]) => [key, String(value)]),
  ) as Record<RecipeField, string>,
  setForm: (form) => set({ form }),
}))
