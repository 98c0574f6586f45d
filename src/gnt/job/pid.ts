/** Processes of jobs have no numbers in this lab: a job's own stands in. */
const FIRST_PID = 2700

/** The number of the process that runs or ran the job. */
export const pidOf = (job: number): number => FIRST_PID + job
